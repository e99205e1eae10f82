package dev.tidings.core.job;

import java.util.Locale;

/** Why a job ended as it did, as the result stream says it. Frozen: names are part of the wire contract. */
public enum JobCode {
    /** The same image ran already: a success that changed nothing. */
    REPLAY_NO_OP,
    INVALID_IMAGE_REF,
    /** This server may not run it. */
    IMAGE_NOT_ALLOWED,
    IMAGE_NOT_FOUND,
    START_FAILED,
    START_TIMEOUT,
    /** Another image runs for this game, or something that is not ours has its name. */
    IMAGE_CONFLICT,
    DRIVER_UNAVAILABLE,
    START_IN_PROGRESS,
    /** Only of stops: nothing was ever started for this game. */
    RUNTIME_NOT_FOUND,
    /** Only of stops: it may run still. */
    STOP_FAILED,
    INTERNAL_ERROR;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** As it stands on the wire and in the store. */
    public String code() {
        return code;
    }

    public static JobCode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
