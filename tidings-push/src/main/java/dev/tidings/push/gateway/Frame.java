package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import org.jspecify.annotations.Nullable;

/** A message to a subscriber. */
public sealed interface Frame permits Frame.Opened, Frame.Notice, Frame.Ended, PublishedEvent {
    /**
     * Marks where the following events start. It is the first frame, and is sent again if the log was lost
     * during the subscription.
     *
     * @param position the following events are after it; the client can store it as its cursor immediately
     */
    record Opened(Start start, Cursor position) implements Frame {}

    /** How the following events relate to the cursor that the client gave. */
    enum Start {
        /** The client gave no cursor: new events only. */
        FRESH,
        /** Replays every event after the cursor. */
        RECOVERED,
        /** The cursor is older than the retained events or belongs to a lost log: events may be missing. */
        RESET
    }

    /** The log became unavailable, or available again. The subscription stays open. */
    enum Notice implements Frame {
        UNAVAILABLE,
        LIVE
    }

    /**
     * The last frame.
     *
     * @param position where to resume: the position of the last event that was taken; null if there was none
     * and the client gave no cursor
     */
    record Ended(End reason, @Nullable Cursor position) implements Frame {}

    enum End {
        /** Another subscription with the same client id was opened. */
        REPLACED,
        /** The subscriber read too slowly and exceeded its buffer. */
        SLOW,
        /** The server is shutting down. */
        DRAINING,
        /** Events after the cursor cannot be read at the moment; retry. */
        UNAVAILABLE,
        /** The token that authorized the subscription has expired. */
        EXPIRED,
        /** The credential is no longer valid: its API key was revoked, or the server now requires a key. */
        REVOKED;

        /** Whether it ends all subscriptions of a node, so that all of them come back. */
        public boolean ofAll() {
            return this == DRAINING || this == UNAVAILABLE;
        }
    }
}
