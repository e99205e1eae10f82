package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import java.util.regex.Pattern;

/** The id of a delivery: {@code dlv_} and 26 characters that sort by time. */
public record DeliveryId(String value) implements Comparable<DeliveryId> {
    public static final String PREFIX = "dlv_";

    private static final Pattern FORM = Pattern.compile(PREFIX + Ids.FORM);

    /** Parses an id from a client. */
    public static DeliveryId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "a delivery id such as dlv_01K… (30 characters)")
                    .exception();
        }
        return new DeliveryId(text);
    }

    /** Returns whether the text has the form of a delivery id. */
    public static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(DeliveryId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
