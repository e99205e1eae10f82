package dev.tidings.client.push;

/**
 * A notice about the subscription.
 *
 * @param kind what it announces
 * @param cursor the position at which the subscription continues; empty when there is none
 * @param message a description for people
 */
public record PushNotice(Kind kind, String cursor, String message) {
    /** What a notice announces. */
    public enum Kind {
        /** The subscription starts here because there was no cursor. */
        FRESH,
        /** Every event since the cursor follows. */
        RECOVERED,
        /** Events since the cursor were lost; the subscription starts here. Fetch the state from its source. */
        RESET,
        /** The server cannot read its log. No event is lost; events follow when the log is readable again. */
        UNAVAILABLE,
        /** The log is readable again. */
        LIVE,
        /** A kind that this client does not know. */
        OTHER
    }

    /** Returns whether the notice is the first message of a subscription. */
    public boolean opens() {
        return kind == Kind.FRESH || kind == Kind.RECOVERED || kind == Kind.RESET;
    }
}
