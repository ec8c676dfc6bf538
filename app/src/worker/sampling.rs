//! Rows of the whole store and rows of a sample of it: the page and the server number customers in the whole.

use domain::wire::engine::{FromEngine, Ids, ToEngine};

/// The question with rows of the sample; ids of customers who are not in it belong to nobody.
pub fn asked(question: &ToEngine, every: u32) -> ToEngine {
    let mut asked = question.clone();
    match &mut asked {
        ToEngine::Answer { question, .. }
        | ToEngine::Members { question, .. }
        | ToEngine::Profile { question, .. } => narrow(&mut question.surroundings.ids, every),
        ToEngine::Explain { question, row, .. } => {
            narrow(&mut question.surroundings.ids, every);
            // A row that is not in the sample is one that does not exist.
            *row = if row.is_multiple_of(every) {
                *row / every
            } else {
                u32::MAX
            };
        }
        ToEngine::Split { surroundings, .. }
        | ToEngine::Overlap { surroundings, .. }
        | ToEngine::CustomerBase { surroundings, .. } => narrow(&mut surroundings.ids, every),
        ToEngine::Open { .. }
        | ToEngine::Suggest { .. }
        | ToEngine::Forget {}
        | ToEngine::Measure { .. } => {}
    }
    asked
}

fn narrow(ids: &mut Ids, every: u32) {
    ids.retain(|_, row| row.is_multiple_of(every));
    ids.values_mut().for_each(|row| *row /= every);
}

/// The answer with rows of the whole.
pub fn answered(mut answer: FromEngine, every: u32) -> FromEngine {
    match &mut answer {
        FromEngine::Members { rows, .. } => rows.iter_mut().for_each(|row| *row *= every),
        FromEngine::Explanation { explanation, .. } => explanation.row *= every,
        _ => {}
    }
    answer
}
