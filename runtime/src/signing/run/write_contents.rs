//! Writes the contents of a place as they are sent.

use crate::codec::{Flat, Leaf};
use crate::signing::plan::Encoder;
use crate::signing::run::place_contents::PlaceContents;
use crate::value::ValueError;
use crate::value::escape::escape;
use crate::value::json_write::{ObjectWriter, write_list_at, write_string};
use crate::value::number;
use crate::value::pairs::PairsWriter;

/// Appends the contents of a place. `false`: they are empty.
pub(crate) fn write_json(
    contents: &PlaceContents<'_>,
    out: &mut String,
    depth: usize,
) -> Result<bool, ValueError> {
    if let Some(list) = contents.list() {
        write_list_at(list, out, depth)?;
        return Ok(!list.is_empty());
    }
    let mut object = ObjectWriter::open(out, depth);
    object.contents(contents)?;
    Ok(object.close())
}

/// Appends the contents of a place, which are not a list.
pub(crate) fn write_pairs(
    encoder: &Encoder,
    contents: &PlaceContents<'_>,
    out: &mut String,
) -> Result<(), ValueError> {
    PairsWriter::new(encoder, out).contents(contents)
}

impl ObjectWriter<'_> {
    /// Writes the members of a place, whose contents are not a list.
    pub(crate) fn contents(&mut self, contents: &PlaceContents<'_>) -> Result<(), ValueError> {
        match contents.typed() {
            Some(typed) => {
                typed.each(|member| self.flat(member));
                Ok(())
            }
            None => self.members(contents.members()),
        }
    }

    /// Writes a member of a typed request.
    #[inline]
    fn flat(&mut self, member: Flat<'_>) {
        if let Leaf::Absent | Leaf::Other = member.leaf {
            return;
        }
        self.separate();
        if member.plain {
            self.out.push('"');
            self.out.push_str(member.name);
            self.out.push_str("\":");
        } else {
            write_string(member.name, self.out);
            self.out.push(':');
        }
        match member.leaf {
            Leaf::Text(text) => write_string(text, self.out),
            Leaf::Bool(true) => self.out.push_str("true"),
            Leaf::Bool(false) => self.out.push_str("false"),
            Leaf::Integer(number) => number::write_integer(number.into(), self.out),
            Leaf::Absent | Leaf::Other => {}
        }
    }
}

impl PairsWriter<'_> {
    /// Writes the contents of a place, which are not a list.
    pub(crate) fn contents(&mut self, contents: &PlaceContents<'_>) -> Result<(), ValueError> {
        match contents.typed() {
            Some(typed) => {
                typed.each(|member| self.flat(member));
                Ok(())
            }
            None => self.members(contents.members()),
        }
    }

    /// Writes a member of a typed request.
    #[inline]
    fn flat(&mut self, member: Flat<'_>) {
        let text = match member.leaf {
            Leaf::Text(text) => text,
            Leaf::Bool(true) => "true",
            Leaf::Bool(false) => "false",
            Leaf::Integer(number) => return self.number(&member, number),
            Leaf::Absent | Leaf::Other => return,
        };
        self.flat_name(&member);
        escape(self.encoder, text, self.out);
    }

    fn number(&mut self, member: &Flat<'_>, number: i64) {
        self.flat_name(member);
        self.out.push_str(itoa::Buffer::new().format(number));
    }

    #[inline]
    fn flat_name(&mut self, member: &Flat<'_>) {
        if !member.plain {
            return self.name(member.name);
        }
        self.separate();
        self.out.push_str(member.name);
        self.out.push('=');
    }
}
