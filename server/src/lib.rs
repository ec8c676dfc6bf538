//! Serves, stores and sends.
