//! Conditions.

use super::*;

impl<'a> Scope<'_, 'a> {
    /// Whether a condition is true.
    pub(crate) fn holds(&self, node: &'a Node, item: Around<'_, 'a>) -> Result<bool, SigningError> {
        Ok(match node {
            Node::And(all) => {
                for node in all {
                    if !self.holds(node, item)? {
                        return Ok(false);
                    }
                }
                true
            }
            Node::Or(all) => {
                for node in all {
                    if self.holds(node, item)? {
                        return Ok(true);
                    }
                }
                false
            }
            Node::Not(of) => !self.holds(of, item)?,
            Node::Compare(comparison, two) => self.compare(*comparison, two, item)?,
            Node::Is(test, of) => self.test(*test, of, item)?,
            Node::Any(two) => self.any(two, item)?,
            other => self.eval(other, item)?.holds(),
        })
    }

    pub(super) fn compare(
        &self,
        comparison: Comparison,
        two: &'a (Node, Node),
        item: Around<'_, 'a>,
    ) -> Result<bool, SigningError> {
        use Comparison as C;
        let left = self.eval(&two.0, item)?;
        let right = match comparison {
            C::In | C::NotIn => self.eval_members(&two.1, item)?,
            _ => self.eval(&two.1, item)?,
        };
        if left.is_absent() || right.is_absent() {
            return Ok(matches!(comparison, C::NotEqual | C::NotIn));
        }
        Ok(match comparison {
            C::Equal => text_of(&left)? == text_of(&right)?,
            C::NotEqual => text_of(&left)? != text_of(&right)?,
            C::In => is_in(&left, &right)?,
            C::NotIn => !is_in(&left, &right)?,
            C::Less | C::LessOrEqual | C::Greater | C::GreaterOrEqual => {
                let order = decimal(&left)?.compare(&decimal(&right)?);
                match comparison {
                    C::Less => order.is_lt(),
                    C::LessOrEqual => order.is_le(),
                    C::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        })
    }

    pub(super) fn test(
        &self,
        test: Test,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<bool, SigningError> {
        if let Some(place) = self.place_named(of) {
            let contents = self.call()?.request.contents(place);
            let is_list = contents.is_some_and(|contents| contents.list().is_some());
            return Ok(match test {
                Test::Empty => contents.is_none_or(PlaceContents::is_empty),
                Test::List => is_list,
                Test::Pairs => !is_list,
                Test::Absent | Test::Text | Test::Number | Test::Form(_) => false,
            });
        }
        if let (Node::Name(Name::Body), Test::Absent) = (of, test) {
            return Ok(!self.call()?.request.has_body());
        }
        let value = self.eval(of, item)?;
        Ok(match (test, value.data()) {
            (Test::Absent | Test::Empty, Value::Absent) => true,
            (Test::Empty, Value::Text(text)) => text.is_empty(),
            (Test::Empty, Value::Bytes(bytes)) => bytes.is_empty(),
            (Test::Empty, Value::List(list)) => list.is_empty(),
            (Test::Empty, Value::Object(members)) => members.iter().all(|(_, v)| v.is_absent()),
            (Test::List, Value::List(_))
            | (Test::Pairs, Value::Object(_))
            | (Test::Text, Value::Text(_))
            | (
                Test::Number,
                Value::Integer(_) | Value::Digits(_) | Value::Number(_) | Value::Decimal(_),
            ) => true,
            _ => false,
        })
    }
}

pub(super) fn is_in(left: &Value<'_>, right: &Value<'_>) -> Result<bool, SigningError> {
    let wanted = text_of(left)?;
    match right.data() {
        Value::List(list) => {
            for element in list.iter().filter(|e| !e.is_absent()) {
                if text_of(element)? == wanted {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Object(members) => Ok(members
            .iter()
            .any(|(name, value)| *name == wanted && !value.is_absent())),
        other => Err(SigningError::value(format!(
            "`in` expects a list or pairs, found a value of kind {}",
            other.kind()
        ))),
    }
}

pub(super) fn decimal(value: &Value<'_>) -> Result<Decimal, SigningError> {
    Ok(match value.plain() {
        Value::Place(_) => Decimal::of(&Value::Text(text_of(value)?))?,
        _ => Decimal::of(value)?,
    })
}
