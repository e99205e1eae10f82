package dev.tidings.core.recipient;

import dev.tidings.core.notification.Languages;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a producer says about a recipient.
 *
 * @param locale a language tag (BCP 47) in its canonical form; null if unknown
 * @param timeZone a name of the IANA database, such as {@code Europe/Berlin}; null if unknown
 * @param attributes a JSON object
 */
public record RecipientTraits(
        @Nullable String locale, @Nullable String timeZone, String attributes) {
    /** The attributes of a recipient without any. */
    public static final String NO_ATTRIBUTES = "{}";

    public static final RecipientTraits NONE = new RecipientTraits(null, null, NO_ATTRIBUTES);

    /** The maximum size of the attributes, in bytes of UTF-8. */
    public static final int ATTRIBUTE_BYTES = 16 * 1024;

    private static final int LOCALE_CHARS = 100;
    private static final int ZONE_CHARS = 100;

    /** The IANA names; without the abbreviations and offsets that {@link ZoneId} accepts too. */
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** Returns the canonical form of a language tag; throws a ProblemException for another text. */
    public static @Nullable String canonicalLocale(String field, @Nullable String tag) {
        if (tag == null) {
            return null;
        }
        TextCheck.atMost(field, tag, LOCALE_CHARS);
        return Languages.parse(field, tag).toLanguageTag();
    }

    /** Throws a ProblemException unless it is a name of the IANA database. */
    public static @Nullable String knownZone(String field, @Nullable String zone) {
        if (zone == null) {
            return null;
        }
        TextCheck.atMost(field, zone, ZONE_CHARS);
        if (!ZONES.contains(zone)) {
            throw Problem.invalid(field, zone, "a time zone of the IANA database, such as Europe/Berlin or UTC")
                    .exception();
        }
        return zone;
    }
}
