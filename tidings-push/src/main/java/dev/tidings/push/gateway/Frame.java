package dev.tidings.push.gateway;

import dev.tidings.core.event.Position;
import org.jspecify.annotations.Nullable;

/** What a subscriber is told. */
public sealed interface Frame permits Frame.Opened, Frame.Notice, Frame.Ended, PublishedEvent {
    /**
     * Where the events that follow go on. The first frame, and again if the log was lost under the subscription.
     *
     * @param position what follows is behind it: safe to keep as a cursor at once
     */
    record Opened(Start start, Position position) implements Frame {}

    /** How the events that follow relate to the cursor that was given. */
    enum Start {
        /** There was no cursor: only what comes from now on. */
        FRESH,
        /** Everything behind the cursor follows. */
        RECOVERED,
        /** The cursor is older than what is kept, or of a log that was lost: there may be a gap before what follows. */
        RESET
    }

    /** The log cannot be heard for now, or can again. The subscription goes on. */
    enum Notice implements Frame {
        UNAVAILABLE,
        LIVE
    }

    /**
     * The last frame.
     *
     * @param position where to resume: behind the last event that was taken; null when there was no frame before and no
     *     cursor
     */
    record Ended(End reason, @Nullable Position position) implements Frame {}

    enum End {
        /** Another subscription has come under the same client id. */
        REPLACED,
        /** It took too little for too long. */
        SLOW,
        /** The server stops. */
        DRAINING,
        /** What is behind the cursor cannot be read now: try again. */
        UNAVAILABLE,
        /** The token that opened it has ended. */
        EXPIRED,
        /** What opened it is no longer taken: its API key was revoked, or there was no key and now is one. */
        REVOKED
    }
}
