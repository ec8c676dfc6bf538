//! A slider: one thumb along places that stand for values.

use leptos::prelude::*;

/// A thumb that can be dragged, or moved by the arrow keys. Each place it passes is told at once.
#[component]
pub fn Slider(
    /// What it changes; read aloud.
    #[prop(into)]
    label: Signal<String>,
    /// The last place; the first is 0.
    last: u32,
    /// Where the thumb stands.
    #[prop(into)]
    place: Signal<u32>,
    /// The value there, in words.
    #[prop(into)]
    text: Signal<String>,
    /// Called with every place that the thumb comes to.
    #[prop(into)]
    on_slide: Callback<u32>,
) -> impl IntoView {
    let filled = move || {
        let share = f64::from(place.get()) / f64::from(last.max(1)) * 100.0;
        format!("--filled: {share:.2}%")
    };
    view! {
        <input
            class="slider"
            type="range"
            min="0"
            max=last
            step="1"
            style=filled
            aria-label=label
            aria-valuetext=text
            prop:value=move || place.get().to_string()
            on:input=move |event| {
                if let Ok(place) = event_target_value(&event).parse() {
                    on_slide.run(place);
                }
            }
        />
    }
}
