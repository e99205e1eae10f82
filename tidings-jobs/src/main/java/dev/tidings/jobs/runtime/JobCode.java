package dev.tidings.jobs.runtime;

import java.util.Locale;

/** Why a job ended as it did. The names are part of the wire contract and do not change. */
public enum JobCode {
    /** The same image was already running: a success that changed nothing. */
    REPLAY_NO_OP,
    INVALID_IMAGE_REF,
    /** The configuration of this server does not allow the image. */
    IMAGE_NOT_ALLOWED,
    IMAGE_NOT_FOUND,
    START_FAILED,
    START_TIMEOUT,
    /** Another image runs for this game, or a foreign container has its name. */
    IMAGE_CONFLICT,
    DRIVER_UNAVAILABLE,
    START_IN_PROGRESS,
    /** For stops: nothing was ever started for this game. */
    RUNTIME_NOT_FOUND,
    /** For stops: the runtime may still be running. */
    STOP_FAILED,
    INTERNAL_ERROR;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the name on the wire and in the store. */
    public String code() {
        return code;
    }

    public static JobCode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
