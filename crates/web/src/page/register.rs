//! A register.

use crate::{
    failure::Failed,
    limits::PAGE_SIZES,
    present::register,
    request::{Visit, ask, visit::page},
};
use axum::{extract::Path, response::Response};

/// `GET /r/{kind}`.
pub async fn list(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = visit.desk().schema(&kind).await?;
    let most = u64::from(PAGE_SIZES.into_iter().max().unwrap_or(50));
    let mut asked = ask::ask(&schema, &visit.query, visit.at, most);
    asked.fields = register::shown(&schema, &visit.query).iter().map(|field| field.id.to_owned()).collect();
    let found = visit.desk().list(&kind, &asked).await?;
    let offers = register::offers(&visit, &schema).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::list::page(&shell, &register::view(&visit, &found, &asked, &offers))))
}
