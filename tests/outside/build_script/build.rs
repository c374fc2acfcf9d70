fn main() -> Result<(), specie_codegen::BuildError> {
    specie_codegen::build_script("acme.yaml")
}
