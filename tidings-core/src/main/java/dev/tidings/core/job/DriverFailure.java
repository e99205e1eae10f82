package dev.tidings.core.job;

/** What was asked of a driver was not done. The message is shown to those who asked: bounded, and without secrets. */
public final class DriverFailure extends RuntimeException {
    /** How much of a message is kept: with the last lines of an engine's log it may be long. */
    private static final int MAX_MESSAGE_CHARS = 2_000;

    private static final long serialVersionUID = 1L;

    private final JobCode code;

    public DriverFailure(JobCode code, String message) {
        super(bounded(message));
        this.code = code;
    }

    public DriverFailure(JobCode code, String message, Throwable cause) {
        super(bounded(message), cause);
        this.code = code;
    }

    public JobCode code() {
        return code;
    }

    private static String bounded(String message) {
        return message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS - 1) + "…";
    }
}
