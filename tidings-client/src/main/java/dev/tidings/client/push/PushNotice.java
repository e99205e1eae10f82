package dev.tidings.client.push;

/**
 * Something about the stream itself.
 *
 * @param kind what kind
 * @param cursor the position from which the stream goes on; empty when there is none to remember
 * @param message a sentence for people
 */
public record PushNotice(Kind kind, String cursor, String message) {
    /** What a notice says. */
    public enum Kind {
        /** The stream begins here: there was no cursor. */
        FRESH,
        /** Everything since the cursor follows. */
        RECOVERED,
        /** What happened since the cursor is not known in full; the stream begins here. Fetch the state from its source. */
        RESET,
        /** The server cannot read its log at the moment. Nothing is lost; events follow when it can. */
        UNAVAILABLE,
        /** It can again. */
        LIVE,
        /** One that this client does not know. */
        OTHER
    }

    /** Whether a subscription's first message is of this kind. */
    public boolean opens() {
        return kind == Kind.FRESH || kind == Kind.RECOVERED || kind == Kind.RESET;
    }
}
