package dev.tidings.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.recipient.RecipientTraits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipientDocumentTest {
    @Test
    void the_locale_is_stored_in_its_canonical_form() {
        assertThat(read("{\"locale\":\"ZH-hant-tw\"}").locale()).isEqualTo("zh-Hant-TW");
        assertThat(read("{\"locale\":\"iw\"}").locale()).isEqualTo("he");
        assertThat(read("{\"locale\":null}").locale()).isNull();
    }

    @Test
    void attributes_keep_their_numbers_and_their_order() {
        assertThat(read("{\"attributes\": {\"b\": 1.50, \"a\": 12345678901234567890, \"c\": {\"d\": []}}}")
                        .attributes())
                .isEqualTo("{\"b\":1.50,\"a\":12345678901234567890,\"c\":{\"d\":[]}}");
        assertThat(read("{}")).isEqualTo(RecipientTraits.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"locale":"not a language"}       | locale     | a language
        {"locale":""}                     | locale     | a language
        {"time_zone":"Mars/Olympus"}      | time_zone  | IANA
        {"time_zone":"+02:00"}            | time_zone  | IANA
        {"time_zone":"europe/berlin"}     | time_zone  | IANA
        {"attributes":[1]}                | attributes | an object
        {"attributes":"x"}                | attributes | an object
        {"attributes":{"a":"\\ud800"}}    | a          | Unicode
        {"language":"de"}                 | language   | one of locale
        """)
    void what_is_invalid_is_named(String body, String field, String expected) {
        ProblemException refused = refused(body);

        assertThat(refused.problem().field()).isEqualTo(field);
        assertThat(refused.problem().expected()).contains(expected);
    }

    @Test
    void attributes_have_a_limit() {
        String most = "a".repeat(RecipientTraits.ATTRIBUTE_BYTES - "{\"a\":\"\"}".length());

        assertThat(read("{\"attributes\":{\"a\": \"" + most + "\"}}").attributes())
                .hasSize(RecipientTraits.ATTRIBUTE_BYTES);
        assertThat(refused("{\"attributes\":{\"a\":\"" + most + "b\"}}").getMessage())
                .contains("attributes is 16385 bytes; expected at most 16384 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                           | de | {"plan":"free","address":{"city":"Wien","zip":"1010"}}
        {"locale":"fr"}                              | fr | {"plan":"free","address":{"city":"Wien","zip":"1010"}}
        {"locale":null}                              |    | {"plan":"free","address":{"city":"Wien","zip":"1010"}}
        {"attributes":{"plan":null}}                 | de | {"address":{"city":"Wien","zip":"1010"}}
        {"attributes":{"address":{"zip":null}}}      | de | {"plan":"free","address":{"city":"Wien"}}
        {"attributes":{"address":[1],"a":{"b":null}}} | de | {"plan":"free","address":[1],"a":{}}
        {"attributes":null}                          | de | {}
        """)
    void a_merge_patch_changes_only_what_it_names(String patch, String locale, String attributes) {
        RecipientTraits present = read("""
            {"locale":"de","attributes":{"plan":"free","address":{"city":"Wien","zip":"1010"}}}
            """);

        RecipientTraits patched = RecipientPatch.read(patch.strip().getBytes(StandardCharsets.UTF_8))
                .over(present);

        assertThat(patched.locale()).isEqualTo(locale);
        assertThat(patched.attributes()).isEqualTo(attributes);
    }

    @Test
    void a_patch_is_checked_like_a_document() {
        assertThat(refusedPatch("{\"language\":\"de\"}")).isEqualTo("language");
        assertThat(refusedPatch("{\"locale\":\"de\",\"locale\":\"fr\"}")).isEqualTo("locale");
        assertThat(refusedPatch("{\"locale\":7}")).isEqualTo("locale");
        assertThat(refusedPatch("[]")).isEqualTo("body");
    }

    private static String refusedPatch(String patch) {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> RecipientPatch.read(patch.getBytes(StandardCharsets.UTF_8))
                        .over(RecipientTraits.NONE));
        return String.valueOf(refused.problem().field());
    }

    private static ProblemException refused(String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(body));
    }

    private static RecipientTraits read(String body) {
        return RecipientDocument.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
