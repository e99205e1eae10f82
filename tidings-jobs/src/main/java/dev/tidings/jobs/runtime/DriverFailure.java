package dev.tidings.jobs.runtime;

/**
 * Thrown when a driver could not do what was requested. The message is shown to the requester: bounded and without
 * secrets.
 */
public final class DriverFailure extends RuntimeException {
    /** Messages may contain a runtime's last log lines. */
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
