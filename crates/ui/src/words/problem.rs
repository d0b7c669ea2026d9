//! Pages that say why something cannot be had.

words! { "problem";
    WAYS_OUT "ways_out" "Ways out";
    CODE "code" "Code {status} · {code}";
    REQUEST "request" "Request {id}";
    T401 "title.401" "Sign in first";
    T403 "title.403" "You may not do this";
    T404 "title.404" "There is nothing here";
    T409 "title.409" "Somebody else was faster";
    T413 "title.413" "This is too large";
    T422 "title.422" "Something is not as it must be";
    T429 "title.429" "Too many tries";
    T500 "title.500" "Something went wrong here";
    T503 "title.503" "Not possible at this moment";
}
