//! Templates read backwards: which values a text or a frame was filled with.

use specie_codegen::json;
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::stream::plan::{
    Filter, Frame, FrameBody, FrameMember, FrameValue, Placeholder, Source, Template, TemplatePart,
};

/// The values of placeholders, in the order of the template.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Values<'p>(Vec<(&'p Placeholder, Data)>);

/// Whether a placeholder can have a value.
pub(crate) type Allowed<'f> = &'f dyn Fn(&Source, &Data) -> bool;

impl<'p> Values<'p> {
    /// All values, with where they come from.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'p Source, &Data)> {
        self.0.iter().map(|(of, value)| (&of.source, value))
    }

    /// The topics of a frame.
    pub(crate) fn topics(&self) -> impl Iterator<Item = &Data> {
        let topics = self.iter();
        topics.filter_map(|(source, value)| {
            matches!(source, Source::Topic | Source::Topics).then_some(value)
        })
    }

    /// The `{id}` of a frame.
    pub(crate) fn id(&self) -> Option<&Data> {
        let mut values = self.iter();
        values.find_map(|(source, value)| matches!(source, Source::Id).then_some(value))
    }

    /// The parameters, each once. A value that no filter has changed is the better one.
    pub(crate) fn params(&self) -> Vec<(Str, Data)> {
        let mut params: Vec<(Str, Data)> = Vec::new();
        let mut ordered: Vec<_> = self.0.iter().collect();
        ordered.sort_by_key(|(of, _)| of.filter != Filter::None);
        for (of, value) in ordered {
            if let Source::Param(name) = &of.source
                && !params.iter().any(|(known, _)| known == name)
            {
                params.push((name.clone(), value.clone()));
            }
        }
        params
    }
}

/// The values that a text was filled with. `None`: it is no text of this template.
pub(crate) fn of_text<'p>(
    template: &'p Template,
    text: &str,
    allowed: Allowed<'_>,
) -> Option<Values<'p>> {
    let mut values = Vec::new();
    parts(&template.0, text, allowed, &mut values).then_some(Values(values))
}

/// Finds the values of `parts` in the whole of `text`. A value is as short as it can be, and has at least one character.
fn parts<'p>(
    parts: &'p [TemplatePart],
    text: &str,
    allowed: Allowed<'_>,
    values: &mut Vec<(&'p Placeholder, Data)>,
) -> bool {
    match parts {
        [] => text.is_empty(),
        [TemplatePart::Text(constant), rest @ ..] => text
            .strip_prefix(constant.as_ref())
            .is_some_and(|text| self::parts(rest, text, allowed, values)),
        [TemplatePart::Value(placeholder), rest @ ..] => {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let known = values.len();
            for end in ends {
                let (Some(value), Some(behind)) = (text.get(..end), text.get(end..)) else {
                    continue;
                };
                let value = Data::Text(Str::Owned(value.to_owned()));
                if !allowed(&placeholder.source, &value) {
                    continue;
                }
                values.push((placeholder, value));
                if self::parts(rest, behind, allowed, values) {
                    return true;
                }
                values.truncate(known);
            }
            false
        }
    }
}

/// The values that a received frame was filled with. `None`: it is another frame.
pub(crate) fn of_frame<'p>(
    frame: &'p Frame,
    text: &str,
    allowed: Allowed<'_>,
) -> Option<Values<'p>> {
    match &frame.body {
        FrameBody::Text(template) => of_text(template, text, allowed),
        FrameBody::Json(value) => {
            let data = json::read(text.as_bytes(), json::Names::Shown).ok()?;
            of_value(value, &data, allowed)
        }
        FrameBody::Ping => None,
    }
}

/// The values that a value was filled with. Members that the template does not name are let through, as providers do.
pub(crate) fn of_value<'p>(
    template: &'p FrameValue,
    data: &Data,
    allowed: Allowed<'_>,
) -> Option<Values<'p>> {
    let mut values = Vec::new();
    value(template, data, allowed, &mut values).then_some(Values(values))
}

fn value<'p>(
    template: &'p FrameValue,
    data: &Data,
    allowed: Allowed<'_>,
    values: &mut Vec<(&'p Placeholder, Data)>,
) -> bool {
    match (template, data) {
        (FrameValue::Constant(constant), data) => constant == data,
        (FrameValue::Text(template), data) => {
            as_text(data).is_some_and(|text| parts(&template.0, &text, allowed, values))
        }
        (FrameValue::Value(placeholder), data) => {
            let is_allowed = allowed(&placeholder.source, data);
            if is_allowed {
                values.push((placeholder, data.clone()));
            }
            is_allowed
        }
        (FrameValue::List(items), Data::List(found)) => list(items, found, allowed, values),
        (FrameValue::Object(members), Data::Object(found)) => {
            object(members, found, allowed, values)
        }
        _ => false,
    }
}

/// A list; `{topics...}` stands for any number of elements.
fn list<'p>(
    items: &'p [FrameValue],
    found: &[Data],
    allowed: Allowed<'_>,
    values: &mut Vec<(&'p Placeholder, Data)>,
) -> bool {
    match (items, found) {
        ([], found) => found.is_empty(),
        (
            [
                FrameValue::Value(
                    placeholder @ Placeholder {
                        source: Source::Topics,
                        ..
                    },
                ),
                rest @ ..,
            ],
            found,
        ) => {
            let Some(count) = found.len().checked_sub(rest.len()) else {
                return false;
            };
            let (topics, behind) = found.split_at(count);
            let topics = topics.iter().map(|topic| (placeholder, topic.clone()));
            values.extend(topics);
            list(rest, behind, allowed, values)
        }
        ([item, rest @ ..], found) => {
            let known = values.len();
            if let [first, behind @ ..] = found
                && value(item, first, allowed, values)
                && list(rest, behind, allowed, values)
            {
                return true;
            }
            values.truncate(known);
            may_be_left_out(item) && list(rest, found, allowed, values)
        }
    }
}

fn object<'p>(
    members: &'p [FrameMember],
    found: &[(Str, Data)],
    allowed: Allowed<'_>,
    values: &mut Vec<(&'p Placeholder, Data)>,
) -> bool {
    let named = |name: &str| {
        let mut found = found.iter();
        found
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    for member in members {
        match member {
            FrameMember::Named(name, template) => {
                let fits = match named(name) {
                    Some(data) => value(template, data, allowed, values),
                    None => may_be_left_out(template),
                };
                if !fits {
                    return false;
                }
            }
            FrameMember::Topic => {
                let is_named = |name: &str| {
                    let mut members = members.iter();
                    members.any(|one| matches!(one, FrameMember::Named(known, _) if known == name))
                };
                let own = found.iter().filter(|(name, _)| !is_named(name));
                let own: Vec<_> = own.cloned().collect();
                values.push((&TOPIC, Data::Object(own.into())));
            }
        }
    }
    true
}

/// Whether clients leave a value out where there is none: that of an optional parameter. What a client makes itself is always there.
fn may_be_left_out(template: &FrameValue) -> bool {
    match template {
        FrameValue::Value(placeholder) => !matches!(
            placeholder.source,
            Source::Topic | Source::Topics | Source::Id | Source::Uuid | Source::Clock(_)
        ),
        _ => false,
    }
}

/// What `"...": "{topic}"` stands for.
static TOPIC: Placeholder = Placeholder {
    source: Source::Topic,
    filter: Filter::None,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholder(source: Source) -> Placeholder {
        Placeholder {
            source,
            filter: Filter::None,
        }
    }

    fn param(name: &'static str) -> TemplatePart {
        TemplatePart::Value(placeholder(Source::Param(name.into())))
    }

    fn any(_: &Source, _: &Data) -> bool {
        true
    }

    fn shown(values: Option<Values<'_>>) -> Option<String> {
        Some(json::object(&values?.params()))
    }

    #[test]
    fn a_text_gives_the_values_of_its_template() {
        let template = Template(
            vec![
                param("market"),
                TemplatePart::Text(".kline-".into()),
                param("period"),
            ]
            .into(),
        );
        let found = |text| shown(of_text(&template, text, &any));
        assert_eq!(
            found("btc.aud.kline-15m").as_deref(),
            Some(r#"{"market":"btc.aud","period":"15m"}"#)
        );
        for other in ["", ".kline-1m", "btcaud.kline-", "btcaud.trades"] {
            assert_eq!(found(other), None, "{other}");
        }
        // The values that are allowed decide where one ends.
        let pair = Template(vec![param("a"), TemplatePart::Text("-".into()), param("b")].into());
        let swap = |_: &Source, value: &Data| as_text(value).is_some_and(|it| it != "BTC");
        assert_eq!(
            shown(of_text(&pair, "BTC-USD-SWAP", &swap)).as_deref(),
            Some(r#"{"a":"BTC-USD","b":"SWAP"}"#)
        );
    }

    #[test]
    fn a_frame_gives_its_topics_and_its_number() {
        let frame = Frame {
            body: FrameBody::Json(FrameValue::Object(
                vec![
                    FrameMember::Named(
                        "op".into(),
                        FrameValue::Constant(Data::Text("subscribe".into())),
                    ),
                    FrameMember::Named("id".into(), FrameValue::Value(placeholder(Source::Id))),
                    FrameMember::Named(
                        "args".into(),
                        FrameValue::List(
                            vec![
                                FrameValue::Constant(Data::Bool(true)),
                                FrameValue::Value(placeholder(Source::Topics)),
                            ]
                            .into(),
                        ),
                    ),
                ]
                .into(),
            )),
            section: None,
        };
        let text = r#"{"op":"subscribe","args":[true,"a",{"b":1}],"id":7,"more":null}"#;
        let values = of_frame(&frame, text, &any).expect("the frame");
        let topics: Vec<String> = values.topics().map(json::write).collect();
        assert_eq!(topics, [r#""a""#, r#"{"b":1}"#]);
        assert_eq!(values.id(), Some(&Data::Integer("7".into())));
        for other in [
            r#"{"op":"unsubscribe","args":[true],"id":7}"#,
            r#"{"op":"subscribe","args":["a"],"id":7}"#,
            r#"{"op":"subscribe","id":7}"#,
            r#"{"op":"subscribe","args":[true,"a"]}"#,
            "subscribe",
            "[]",
        ] {
            assert_eq!(of_frame(&frame, other, &any), None, "{other}");
        }
    }

    #[test]
    fn the_members_of_a_topic_are_those_that_have_no_other_meaning() {
        let members = vec![
            FrameMember::Named(
                "method".into(),
                FrameValue::Constant(Data::Text("subscribe".into())),
            ),
            FrameMember::Topic,
        ];
        let template = FrameValue::Object(members.into());
        let text = br#"{"method":"subscribe","channel":"book","symbol":"BTC/USD"}"#;
        let data = json::read(text, json::Names::Shown).expect("JSON");
        let values = of_value(&template, &data, &any).expect("the frame");
        let topics: Vec<String> = values.topics().map(json::write).collect();
        assert_eq!(topics, [r#"{"channel":"book","symbol":"BTC/USD"}"#]);
    }

    #[test]
    fn a_filter_hides_what_another_place_shows() {
        let upper = Placeholder {
            filter: Filter::Upper,
            ..placeholder(Source::Param("market".into()))
        };
        let template = Template(
            vec![
                TemplatePart::Value(upper),
                TemplatePart::Text(".".into()),
                param("market"),
            ]
            .into(),
        );
        assert_eq!(
            shown(of_text(&template, "BTC.btc", &any)).as_deref(),
            Some(r#"{"market":"btc"}"#)
        );
    }
}
