package dev.tidings.http.access;

/** A token that is not valid. The message says why, without the token. */
final class TokenRefused extends Exception {
    private static final long serialVersionUID = 1L;

    TokenRefused(String message) {
        super(message);
    }
}
