//! What is true of customers, segments, campaigns and brands. No clock, no input or output, no browser, no SQL, no sentences.

pub mod bitmap;
pub mod brand;
pub mod campaign;
pub mod customer_base;
pub mod day;
pub mod document;
pub mod effect;
pub mod holdout;
pub mod lifecycle;
pub mod mask;
pub mod message;
pub mod money;
pub mod order;
pub mod order_import;
pub mod product_cycle;
pub mod reach;
pub mod rfm;
pub mod sample;
pub mod segment;
pub mod sending;
pub mod shop;
pub mod snapshot;
pub mod wire;
