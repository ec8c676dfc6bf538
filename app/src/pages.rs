//! The screens.

pub mod campaign;
pub mod campaigns;
pub mod customers;
pub mod facts;
pub mod home;
pub mod imports;
pub mod not_found;
pub mod segments;
pub mod settings;
pub mod sign_in;
