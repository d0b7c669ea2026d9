//! What every handler can reach: the installation and the settings.

use crate::Config;
use app::App;
use std::sync::Arc;

/// The state of the service. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    /// The installation.
    pub app: App,
    /// The settings.
    pub config: Arc<Config>,
    /// The style sheet, the script and the icon, with the names under which they are served.
    pub assets: Arc<crate::asset::Assets>,
}
