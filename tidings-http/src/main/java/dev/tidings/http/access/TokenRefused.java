package dev.tidings.http.access;

/** Thrown for an invalid token. The message gives the reason, without the token. */
final class TokenRefused extends Exception {
    private static final long serialVersionUID = 1L;

    TokenRefused(String message) {
        super(message);
    }
}
