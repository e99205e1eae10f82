package dev.tidings.core.endpoint;

/** Something that must not be shown. It prints masked; {@link #reveal} is for the code that needs it. */
public record Secret(String reveal) {
    private static final int SHOWN = 4;

    /** First and last four characters of a long secret, nothing of a short one. */
    public String masked() {
        return reveal.length() < 4 * SHOWN
                ? "****"
                : reveal.substring(0, SHOWN) + "..." + reveal.substring(reveal.length() - SHOWN);
    }

    @Override
    public String toString() {
        return masked();
    }
}
