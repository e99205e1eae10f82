package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import java.util.regex.Pattern;

/** The id of a notification: {@code ntf_} and 26 characters that sort by time. */
public record NotificationId(String value) implements Comparable<NotificationId> {
    public static final String PREFIX = "ntf_";

    private static final Pattern FORM = Pattern.compile(PREFIX + Ids.FORM);

    /** Parses an id from a client. */
    public static NotificationId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "a notification id such as ntf_01K… (30 characters)")
                    .exception();
        }
        return new NotificationId(text);
    }

    /** Returns whether the text has the form of a notification id. */
    public static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(NotificationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
