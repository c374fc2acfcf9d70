//! The runtime of clients that specie generates.
pub mod signing {
    //! Request signing: plans as data, one evaluator.
    pub mod plan;
}
