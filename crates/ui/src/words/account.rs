//! Signing in, setting up, and one's own account.

words! { "account";
    SIGN_IN "sign_in" "Sign in";
    EMAIL "email" "E-mail address";
    PASSWORD "password" "Password";
    SIGN_IN_FAILED "sign_in_failed" "The e-mail address or the password is not right.";
    SIGN_IN_HELP "sign_in_help" "No account, or a forgotten password? Ask the person who runs the management system; nobody can read your password.";
    SET_UP "set_up" "Set up Plumbline";
    SET_UP_LEDE "set_up_lede" "This makes the first organisation and the first administrator. It is possible once, with the token that the program printed when it started.";
    TOKEN "token" "Set-up token";
    TOKEN_HINT "token_hint" "Printed in the terminal where the program was started.";
    ORGANISATION "organisation" "Name of the organisation";
    YOUR_NAME "your_name" "Your name";
    NEW_PASSWORD "new_password" "New password";
    PASSWORD_HINT "password_hint" "At least {n} characters. A few words in a row are good; it may be pasted.";
    PASSWORD_AGAIN "password_again" "New password once more";
    CREATE "create" "Create the organisation";
    TIME_ZONE "time_zone" "Time zone";
    TIME_ZONE_HINT "time_zone_hint" "In which days begin and end, such as Europe/Berlin.";
}
