//! Macros for generated streams: nothing at all without the feature `streams`.

/// Items that are there with the feature `streams` alone. The feature is that of this crate, which `#[cfg]` in a client would not ask.
#[cfg(feature = "streams")]
#[macro_export]
macro_rules! stream_items {
    ($($item:tt)*) => {
        $($item)*
    };
}

/// Items that are there with the feature `streams` alone.
#[cfg(not(feature = "streams"))]
#[macro_export]
macro_rules! stream_items {
    ($($item:tt)*) => {};
}

/// Makes a struct a channel: `channel!(Trades 0)`, with its index in the plan. The events are the `Event` beside it.
#[cfg(feature = "streams")]
#[macro_export]
macro_rules! channel {
    ($channel:ident $index:literal) => {
        impl $crate::stream::Channel for $channel {
            type Event = Event;
            const INDEX: u16 = $index;
        }
    };
}

/// Makes a struct an event that the client sends: `client_event!(PostOrder 0 "POST /order" => Orders)`, with its index in the plan, its name, and the
/// type of its answer, with its wire format if that is not the plain one; without a type, nothing answers it.
#[cfg(feature = "streams")]
#[macro_export]
macro_rules! client_event {
    ($event:ident $index:literal $name:literal) => {
        impl $crate::stream::ClientEvent for $event {
            type Event = Event;
            type Answer = ();
            const INDEX: u16 = $index;

            fn answer(_: &[u8]) -> ::std::result::Result<(), $crate::Error> {
                ::std::result::Result::Ok(())
            }
        }
    };
    ($event:ident $index:literal $name:literal => $answer:ty $(as $wire:expr)?) => {
        impl $crate::stream::ClientEvent for $event {
            type Event = Event;
            type Answer = $answer;
            const INDEX: u16 = $index;

            fn answer(data: &[u8]) -> ::std::result::Result<$answer, $crate::Error> {
                $crate::stream::read_answer($name, data, $crate::__wire!($($wire)?))
            }
        }
    };
}

/// Defines the events of a stream. Each line is a kind of message: its variant, its channel with the index in the plan, which messages are
/// meant (`Of(0)`, by the index of the kind, or `Start`), its type, and its wire format if that is not the plain one.
#[cfg(feature = "streams")]
#[macro_export]
macro_rules! stream_events {
    ($event:ident $plan:path {
        $($(#[$doc:meta])* $variant:ident: $channel:ident $index:literal $form:ident $(($kind:literal))? => $data:ty $(as $wire:expr)?,)*
    }) => {
        #[doc = "What the stream delivers."]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "messages are as large as the provider sends them, and each is moved once")]
        pub enum $event {
            $($(#[$doc])* $variant($crate::stream::Message<$channel, $data>),)*
            /// Messages of a channel were lost: what was computed from those before is no longer right.
            Gap($crate::stream::Gap),
            /// The connection was renewed: what was computed from the messages before is void.
            Reset($crate::stream::Reset),
            /// A message that belongs to no subscription.
            Unknown($crate::stream::UnknownMessage),
        }
        impl $crate::stream::StreamEvent for $event {
            const PLAN: &'static $crate::stream::plan::StreamPlan = &$plan;

            fn message(
                received: &$crate::stream::Received<'_>,
            ) -> ::std::result::Result<Self, $crate::Error> {
                match (received.channel(), received.kind()) {
                    $(
                        ($index, $crate::stream::MessageKind::$form $(($kind))?) => received
                            .read::<$channel, $data>($crate::__wire!($($wire)?))
                            .map(Self::$variant),
                    )*
                    _ => ::std::result::Result::Err(received.unexpected()),
                }
            }

            fn gap(gap: $crate::stream::Gap) -> Self {
                Self::Gap(gap)
            }

            fn reset(reset: $crate::stream::Reset) -> Self {
                Self::Reset(reset)
            }

            fn unknown(message: $crate::stream::UnknownMessage) -> Self {
                Self::Unknown(message)
            }
        }
    };
}

/// The wire format of a message; the plain one if none is given.
#[cfg(feature = "streams")]
#[doc(hidden)]
#[macro_export]
macro_rules! __wire {
    () => {
        $crate::Wire::PLAIN
    };
    ($wire:expr) => {
        $wire
    };
}
