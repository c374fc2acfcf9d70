//! The request that a plan modifies.

use super::place_contents::{PlaceContents, TakesContents as _};
use super::write_contents;
use crate::signing::inputs::Headers;
use crate::signing::plan::{Encoder, Place, Target};
use crate::signing::signing_error::SigningError;
use crate::value::scan;
use crate::value::types::{PlaceValue, SentAs, Value};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Capacity that is enough for most queries and bodies, to avoid a second allocation.
pub(crate) const ROOM: usize = 512;

/// Whether a text contains a control character, which no header may contain.
pub(crate) fn has_control(text: &str) -> bool {
    !scan::all(text.as_bytes(), scan::is_printable) && text.chars().any(char::is_control)
}

/// The content type of a body that is rendered from members.
pub(crate) fn content_type(place: Place) -> Option<&'static str> {
    match place {
        Place::Form => Some("application/x-www-form-urlencoded"),
        Place::Json => Some("application/json"),
        Place::Query | Place::None => None,
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) enum Body<'a> {
    None,
    Form(PlaceContents<'a>),
    Json(PlaceContents<'a>),
    /// Its text is already rendered.
    Text,
}

/// The request that a plan modifies.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    /// Base URL and path; the query is added at the end.
    pub(crate) url: Cow<'a, str>,
    /// The start of the path in `url`.
    pub(crate) path_start: usize,
    pub(crate) query: PlaceContents<'a>,
    pub(crate) body: Body<'a>,
    /// The parameters, if they are not sent.
    pub(crate) unsent_params: PlaceContents<'a>,
    pub(crate) place: Place,
    pub(crate) encoder: &'a Encoder,
    pub(crate) send_empty: &'a [Place],
    pub(crate) headers: Headers<'a>,
    pub(crate) query_text: OnceCell<String>,
    pub(crate) body_text: OnceCell<String>,
    /// There is a body, whatever its members: it was received unchanged, or a step wrote its text.
    pub(crate) body_there: bool,
    /// The received body, if the plan sees it unchanged; or the body that the call was given.
    pub(crate) received: Option<&'a [u8]>,
    /// The call was given its body, which no step may replace.
    pub(crate) body_given: bool,
}

/// The text of a received body.
pub(crate) fn received_text(body: &[u8]) -> Result<&str, SigningError> {
    std::str::from_utf8(body).map_err(|_| SigningError::value("the body is not UTF-8"))
}

impl<'a> Request<'a> {
    /// A request without contents and headers.
    #[inline]
    pub(crate) fn new(
        url: Cow<'a, str>,
        path_start: usize,
        place: Place,
        encoder: &'a Encoder,
        send_empty: &'a [Place],
    ) -> Self {
        Self {
            url,
            path_start,
            query: PlaceContents::Nothing,
            body: Body::None,
            unsent_params: PlaceContents::Nothing,
            place,
            encoder,
            send_empty,
            headers: Headers::new(),
            query_text: OnceCell::new(),
            body_text: OnceCell::new(),
            body_there: false,
            received: None,
            body_given: false,
        }
    }

    /// Sends these bytes as the body.
    pub(crate) fn give_body(&mut self, body: &'a [u8]) {
        self.received = Some(body);
        self.body_there = true;
        self.body_given = true;
    }

    /// Whether the call was given a body that is no text.
    pub(crate) fn gives_bytes(&self) -> bool {
        let body = self.received.filter(|_| self.body_given);
        body.is_some_and(|body| std::str::from_utf8(body).is_err())
    }

    /// A place as a value: members, and how they are sent.
    pub(crate) fn as_value(&self, place: Place) -> Value<'a> {
        Value::Place(Box::new(PlaceValue {
            members: self.members(place),
            sent: self.sent_as(place),
        }))
    }

    pub(crate) fn path(&self) -> &str {
        self.url.get(self.path_start..).unwrap_or_default()
    }

    pub(crate) fn set_path(&mut self, path: &str) {
        let url = self.url.to_mut();
        url.truncate(self.path_start);
        url.push_str(path);
    }

    /// The place that the target of a step refers to.
    pub(crate) fn place_of(&self, target: Target) -> Place {
        target.place(self.place)
    }

    /// The current contents of a place.
    pub(crate) fn contents(&self, place: Place) -> Option<&PlaceContents<'a>> {
        match (place, &self.body) {
            (Place::Query, _) => Some(&self.query),
            (Place::None, _) => Some(&self.unsent_params),
            (Place::Form, Body::Form(contents)) | (Place::Json, Body::Json(contents)) => {
                Some(contents)
            }
            (Place::Form | Place::Json, _) => None,
        }
    }

    /// The members of a place as a value.
    pub(crate) fn members(&self, place: Place) -> Value<'a> {
        match self.contents(place) {
            Some(contents) => contents.to_value(),
            None => Value::Object(Vec::new()),
        }
    }

    /// Takes the contents out of a place.
    pub(crate) fn take(&mut self, place: Place) -> PlaceContents<'a> {
        match (place, &mut self.body) {
            (Place::Query, _) => std::mem::take(&mut self.query),
            (Place::None, _) => std::mem::take(&mut self.unsent_params),
            (Place::Form, Body::Form(contents)) | (Place::Json, Body::Json(contents)) => {
                std::mem::take(contents)
            }
            (Place::Form | Place::Json, _) => PlaceContents::Nothing,
        }
    }

    /// Puts contents into a place; form and JSON become the body.
    pub(crate) fn put(&mut self, place: Place, contents: PlaceContents<'a>) {
        if matches!(place, Place::Form | Place::Json) {
            self.received = None;
        }
        match place {
            Place::Query => {
                self.query = contents;
                self.query_text.take();
            }
            Place::None => self.unsent_params = contents,
            Place::Form => {
                self.body = Body::Form(contents);
                self.body_text.take();
            }
            Place::Json => {
                self.body = Body::Json(contents);
                self.body_text.take();
            }
        }
    }

    /// Puts the text of a place there; its members are not needed.
    pub(crate) fn put_text(&mut self, place: Place, text: String) {
        self.put(place, PlaceContents::Nothing);
        if place == Place::Query {
            self.query_text = OnceCell::from(text);
        } else {
            self.body_text = OnceCell::from(text);
            self.body_there = true;
        }
    }

    /// Replaces the body with a text, or removes it.
    pub(crate) fn set_body(&mut self, text: Option<String>) {
        self.body_text.take();
        self.received = None;
        self.body = Body::None;
        if let Some(text) = text {
            self.body = Body::Text;
            // The cell was emptied above, so this succeeds.
            let _ = self.body_text.set(text);
        }
    }

    /// Moves the parameters to another place, in addition to what a step has set there.
    pub(crate) fn move_params(&mut self, to: Place) -> Result<(), SigningError> {
        if to == self.place {
            return Ok(());
        }
        let from = self.place;
        let contents = self.take(from);
        match (from, &self.body) {
            (Place::Form, Body::Form(_)) | (Place::Json, Body::Json(_)) => self.set_body(None),
            (Place::Query, _) => {
                self.query_text.take();
            }
            _ => {}
        }
        self.place = to;
        let mut there = self.take(to);
        if there.is_empty() {
            self.put(to, contents);
            return Ok(());
        }
        if !contents.is_empty() {
            if there.list().is_some() || contents.list().is_some() {
                return Err(SigningError::value(
                    "the parameters cannot be moved: the new place already has contents, and one of the two is a list",
                ));
            }
            there.take_contents(&contents);
        }
        self.put(to, there);
        Ok(())
    }

    pub(crate) fn set_encoder(&mut self, encoder: &'a Encoder) {
        self.encoder = encoder;
        self.query_text.take();
        if matches!(self.body, Body::Form(_)) {
            self.body_text.take();
        }
    }

    /// The query as sent, without `?`.
    pub(crate) fn query_text(&self) -> Result<&str, SigningError> {
        if let Some(text) = self.query_text.get() {
            return Ok(text);
        }
        let mut text = String::new();
        self.write_pairs(&self.query, &mut text)?;
        Ok(self.query_text.get_or_init(|| text))
    }

    /// Whether the URL has a `?`.
    pub(crate) fn has_query(&self) -> Result<bool, SigningError> {
        let bare = self.place == Place::Query && self.send_empty.contains(&Place::Query);
        let nothing = self.query.is_untouched() && self.query_text.get().is_none();
        Ok(bare || (!nothing && !self.query_text()?.is_empty()))
    }

    /// The body as sent.
    pub(crate) fn body_text(&self) -> Result<Option<&str>, SigningError> {
        if let Some(text) = self.body_text.get() {
            return Ok(Some(text));
        }
        if let Some(received) = self.received {
            return received_text(received).map(Some);
        }
        if !self.has_body() {
            return Ok(None);
        }
        let mut text = String::with_capacity(ROOM);
        match &self.body {
            Body::Form(contents) => self.write_pairs(contents, &mut text)?,
            Body::Json(contents) => {
                write_contents::write_json(contents, &mut text, 0)?;
            }
            Body::None | Body::Text => {}
        }
        Ok(Some(self.body_text.get_or_init(|| text)))
    }

    /// Whether a body is sent.
    pub(crate) fn has_body(&self) -> bool {
        match &self.body {
            _ if self.body_there => true,
            Body::None => false,
            Body::Text => true,
            Body::Form(contents) => !contents.is_empty() || self.send_empty.contains(&Place::Form),
            Body::Json(contents) => {
                contents.list().is_some()
                    || !contents.is_empty()
                    || self.send_empty.contains(&Place::Json)
            }
        }
    }

    fn write_pairs(
        &self,
        contents: &PlaceContents<'a>,
        out: &mut String,
    ) -> Result<(), SigningError> {
        match contents.list() {
            Some([]) => Ok(()),
            Some(_) => Err(SigningError::value(
                "a list alone cannot be a query or form",
            )),
            None => Ok(write_contents::write_pairs(self.encoder, contents, out)?),
        }
    }

    /// The text of a place: what is sent for it.
    pub(crate) fn place_text(&self, place: Place) -> Result<&str, SigningError> {
        match place {
            Place::Query => self.query_text(),
            Place::None => Ok(""),
            Place::Form if matches!(self.body, Body::Form(_)) => {
                Ok(self.body_text()?.unwrap_or_default())
            }
            Place::Json if matches!(self.body, Body::Json(_)) => {
                Ok(self.body_text()?.unwrap_or_default())
            }
            Place::Form | Place::Json => Ok(""),
        }
    }

    /// How the members of a place are converted to text.
    pub(crate) fn sent_as(&self, place: Place) -> SentAs<'a> {
        match place {
            Place::Query | Place::Form => SentAs::Pairs(self.encoder),
            // Another body is sent in place of the members, even if empty JSON bodies are sent.
            Place::Json => SentAs::Json(
                self.send_empty.contains(&Place::Json) && matches!(self.body, Body::Json(_)),
            ),
            Place::None => SentAs::Nowhere,
        }
    }

    /// Sets a header. An existing header with that name is replaced and moves to the end.
    pub(crate) fn set_header(
        &mut self,
        name: &'a str,
        value: Cow<'a, str>,
    ) -> Result<(), SigningError> {
        if has_control(&value) {
            return Err(SigningError::value(
                "the value of a header contains a control character",
            ));
        }
        if self.header(name).is_some() {
            self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        }
        self.headers.push((Cow::Borrowed(name), value));
        Ok(())
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&Cow<'a, str>> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}
