//! Somebody else saved while this person was writing: both texts side by side, a choice for each field, nothing lost.

use super::{around, form::View as FormView, form::hidden};
use crate::components::{crumbs::Crumbs, shown, shown::Names, word_diff};
use crate::words::{declared, form as w};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::{Body, FieldDef, FormData, Schema, Value};

/// A conflict.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The form as it was sent; `base` is the version that the person started from.
    pub form: FormView<'a>,
    /// What the person wrote, read.
    pub mine: &'a Body,
    /// What stands now.
    pub theirs: &'a Body,
    /// The version that the person started from: what only the others changed is theirs unless chosen otherwise.
    pub base: Option<&'a Body>,
    /// Number of the version that stands now; the form is sent again on its base.
    pub version: u32,
    /// What linked records are called.
    pub names: &'a Names,
}

/// The page. Sends the whole form again and `_choose.FIELD` = `mine` or `theirs`; [`settle`] reads them.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let form = &view.form.form;
    let (base, theirs) = (view.form.base.unwrap_or(1).to_string(), view.version.to_string());
    let again = FormView { base: Some(view.version), ..view.form.clone() };
    let body = html! {
        (view.form.crumbs.draw(locale))
        h1 { (locale.say(w::CONFLICT)) }
        p class="lede" { (locale.fill(w::CONFLICT_LEDE, &[("theirs", &theirs), ("base", &base)])) }
        form class="stack" method="post" action=(view.form.action) {
            (shell.token())
            (hidden(&again))
            @for (name, value) in &form.data.0 { @if !name.starts_with('_') { input type="hidden" name=(name) value=(value); } }
            @for change in record::diff(form.schema, view.theirs, view.mine) {
                @if let Some(field) = form.schema.field(&change.field) { (choice(shell, view, field)) }
            }
            div class="row" {
                button class="btn primary" { (locale.say(w::CONFLICT_SAVE)) }
                a class="btn quiet" href=(view.form.cancel) { (locale.say(w::CANCEL)) }
            }
        }
    };
    shell.page(&locale.say(w::CONFLICT), &body)
}

fn choice(shell: &Shell, view: &View<'_>, field: &FieldDef) -> Markup {
    let locale = &shell.locale;
    let scope = view.form.form.schema.kind.id;
    let label = declared::label(locale, scope, field);
    let (mine, theirs) = (view.mine.get(field.id), view.theirs.get(field.id));
    let (was, is) = match (theirs, mine) {
        (Some(Value::Text(theirs)), Some(Value::Text(mine))) => word_diff::mark(theirs, mine),
        _ => (
            shown::value(locale, scope, field, theirs, view.names),
            shown::value(locale, scope, field, mine, view.names),
        ),
    };
    let untouched = view.base.is_some_and(|base| base.get(field.id) == mine);
    html! {
        fieldset class="card versus" aria-label=(locale.fill(w::CONFLICT_CHOICE, &[("field", &label)])) {
            legend { (label) }
            div class="grid" {
                @for (code, chosen, heading, text) in [
                    ("mine", !untouched, locale.say(w::CONFLICT_YOURS), is),
                    ("theirs", untouched, locale.fill(w::CONFLICT_THEIRS, &[("n", &view.version.to_string())]), was),
                ] {
                    label class="c6 side-by-side" {
                        span class="pick" {
                            input type="radio" name={ "_choose." (field.id) } value=(code) checked[chosen];
                            b { (heading) }
                        }
                        div { (text) }
                    }
                }
            }
        }
    }
}

/// The form that results: for each field chosen as `theirs`, what stands now instead of what was typed.
pub fn settle(schema: &Schema, form: &FormData, theirs: &Body) -> FormData {
    let now = record::to_form(schema, theirs);
    let of = |name: &str, field: &str| {
        name == field || name.strip_prefix(field).is_some_and(|rest| rest.starts_with('.'))
    };
    let mut settled: Vec<(String, String)> =
        form.0.iter().filter(|(name, _)| !name.starts_with("_choose.")).cloned().collect();
    for field in schema.fields() {
        if form.first(&format!("_choose.{}", field.id)) == Some("theirs") {
            settled.retain(|(name, _)| !of(name, field.id));
            settled.extend(now.0.iter().filter(|(name, _)| of(name, field.id)).cloned());
        }
    }
    FormData(settled)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, theirs, names) = crate::specimen::record();
    let mine = crate::specimen::revised();
    let mut typed = crate::specimen::typed();
    typed.problems.clear();
    typed.data = record::to_form(&schema, &mine);
    let base =
        theirs.clone().with("contract", mine.get("contract").cloned().unwrap_or(Value::Text(String::new())));
    let words = ["Uses of AI", "Edit USE-0007"];
    vec![Sample::new(
        "conflict",
        (typed, mine, theirs, names, words),
        move |locale, (typed, mine, theirs, names, words)| {
            let [many, edit] = words;
            let form = FormView {
                crumbs: Crumbs::new(vec![Link::new(*many, "/uses")], *edit),
                heading: (*edit).to_owned(),
                form: typed.form(&schema),
                action: Href::to("/r/use/USE-0007/edit"),
                base: Some(2),
                key: "k-0190a5b2".to_owned(),
                submit: String::new(),
                cancel: Href::to("/r/use/USE-0007"),
                only: None,
                alike: Vec::new(),
            };
            page(&around(locale), &View { form, mine, theirs, base: Some(&base), version: 3, names })
        },
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chosen_field_comes_from_its_own_side_and_nothing_else_changes() {
        let (schema, theirs, _) = crate::specimen::record();
        let mine = crate::specimen::revised();
        let mut form = record::to_form(&schema, &mine);
        form.0.push(("_choose.purpose".into(), "theirs".into()));
        form.0.push(("_choose.measures".into(), "theirs".into()));
        form.0.push(("_choose.likelihood".into(), "mine".into()));
        let (read, problems) = record::parse_form(&schema, &settle(&schema, &form, &theirs), Some(&theirs));
        assert!(problems.is_empty(), "{problems:?}");
        for field in schema.fields() {
            let side = if ["purpose", "measures"].contains(&field.id) { &theirs } else { &mine };
            assert_eq!(read.get(field.id), side.get(field.id), "{}", field.id);
        }
    }

    #[test]
    fn a_field_is_not_mistaken_for_one_whose_name_begins_alike() {
        let (schema, theirs, _) = crate::specimen::record();
        let form = FormData(vec![
            ("people".into(), "7".into()),
            ("peoples".into(), "kept".into()),
            ("_choose.people".into(), "theirs".into()),
        ]);
        let settled = settle(&schema, &form, &theirs);
        assert_eq!(settled.first("people"), Some("40000"));
        assert_eq!(settled.first("peoples"), Some("kept"));
    }
}
