package dev.tidings.catalog.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PayloadSchemaTest {
    @Test
    void a_payload_that_satisfies_the_schema_has_no_violation() {
        assertThat(check("{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"a\":1,\"b\":2}"))
                .isEmpty();
    }

    @Test
    void a_violation_has_the_pointer_of_the_part_with_escaped_names() {
        assertThat(check(
                        "{\"properties\":{\"a/b\":{\"items\":{\"properties\":{\"~\":{\"type\":\"integer\"}}}}}}",
                        "{\"a/b\":[{},{\"~\":\"private\"}]}"))
                .contains(new SchemaViolation("/a~1b/1/~0", "string found, integer expected"));
    }

    @Test
    void a_pattern_is_searched_in_the_text_and_its_violation_does_not_show_the_text() {
        String schema = "{\"type\":\"string\",\"pattern\":\"[0-9]{2}\"}";

        assertThat(check(schema, "\"ab12cd\"")).isEmpty();
        assertThat(check(schema, "\"private\""))
                .hasValueSatisfying(flaw -> assertThat(flaw.reason()).doesNotContain("private"));
    }

    @Test
    void references_inside_the_document_and_recursion_by_one_path_work() {
        String tree = """
            {"$id":"https://example.com/tree","$ref":"#/$defs/node","$defs":{"node":{"type":"object",
             "properties":{"value":{"type":"integer"},"left":{"$ref":"#/$defs/node"},"right":{"$ref":"#/$defs/node"}}}}}\
            """;

        assertThat(check(tree, "{\"left\":{\"right\":{\"value\":3}}}")).isEmpty();
        assertThat(check(tree, "{\"left\":{\"right\":{\"value\":\"3\"}}}"))
                .hasValueSatisfying(flaw -> assertThat(flaw.pointer()).isEqualTo("/left/right/value"));
    }

    @Test
    void a_schema_that_is_no_schema_is_refused_at_its_pointer() {
        assertThat(refusal("{\"properties\":{\"a\":{\"minLength\":-1}}}").pointer())
                .isEqualTo("/properties/a/minLength");
        assertThat(refusal("[]").field()).isEqualTo("schema");
        assertThat(refusal("{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}")
                        .pointer())
                .isEqualTo("/$schema");
    }

    @Test
    void references_that_leave_the_document_or_lead_nowhere_are_refused() {
        assertThat(refusal("{\"items\":{\"$ref\":\"https://example.com/s.json\"}}")
                        .pointer())
                .isEqualTo("/items/$ref");
        assertThat(refusal("{\"$ref\":\"file:///etc/passwd\"}").pointer()).isEqualTo("/$ref");
        assertThat(refusal("{\"$ref\":\"#/$defs/none\"}").pointer()).isEqualTo("/$ref");
        assertThat(refusal("{\"$defs\":{\"a\":{\"$anchor\":\"x\"}}}").pointer()).isEqualTo("/$defs/a/$anchor");
        assertThat(refusal("{\"$defs\":{\"a\":{\"$id\":\"https://example.com/b\"}}}")
                        .pointer())
                .isEqualTo("/$defs/a/$id");
        assertThat(refusal("{\"$dynamicRef\":\"#x\"}").pointer()).isEqualTo("/$dynamicRef");
    }

    @Test
    void a_reference_to_itself_for_the_same_value_is_refused() {
        assertThat(refusal("{\"$ref\":\"#\"}").message()).contains("refers to itself");
        assertThat(refusal("{\"allOf\":[{\"anyOf\":[{\"$ref\":\"#\"}]}]}").message())
                .contains("refers to itself");
    }

    @Test
    void a_schema_whose_work_doubles_with_each_level_is_refused() {
        assertThat(refusal("{\"allOf\":[{\"properties\":{\"a\":{\"$ref\":\"#\"}}},"
                                + "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}]}")
                        .message())
                .contains("too complex");
        String doubling = IntStream.range(0, 30)
                .mapToObj(i -> "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(","));
        assertThat(refusal("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + doubling + ",\"d30\":{}}}")
                        .message())
                .contains("too complex");
    }

    @Test
    void patterns_that_are_not_linear_or_too_large_are_refused_at_their_pointer() {
        assertThat(refusal("{\"pattern\":\"(?=a)b\"}").pointer()).isEqualTo("/pattern");
        assertThat(refusal("{\"items\":{\"pattern\":\"(a)\\\\1\"}}").pointer()).isEqualTo("/items/pattern");
        assertThat(refusal("{\"patternProperties\":{\"(a\":{}}}").pointer()).isEqualTo("/patternProperties/(a");
        assertThat(refusal("{\"pattern\":\"((a{1,30}){1,30}){1,30}\"}").pointer())
                .isEqualTo("/pattern");
        assertThat(refusal("{\"pattern\":\"" + "a".repeat(501) + "\"}").pointer())
                .isEqualTo("/pattern");
    }

    @Test
    void a_pattern_that_is_catastrophic_elsewhere_is_matched_at_once() {
        assertThat(check("{\"pattern\":\"^(a+)+$\"}", "\"" + "a".repeat(100_000) + "!\""))
                .isPresent();
    }

    @Test
    void numbers_without_bound_are_a_violation_and_not_a_failure() {
        assertThat(check("{\"type\":\"number\",\"multipleOf\":0.01}", "1e999999999"))
                .isPresent();
    }

    @Test
    void a_payload_with_more_values_than_the_schema_allows_is_refused_before_it_is_validated() {
        String properties =
                IntStream.range(0, 9_000).mapToObj(i -> "\"p" + i + "\":true").collect(Collectors.joining(","));
        PayloadSchema schema = PayloadSchema.compile("{\"items\":{\"properties\":{" + properties + "}}}");
        byte[] many = ("[" + "1,".repeat(20_000) + "1]").getBytes(StandardCharsets.UTF_8);

        assertThat(schema.slow(many.length)).isTrue();
        assertThat(schema.check(many)).contains(new SchemaViolation("", "has too many values for this schema"));
    }

    @Test
    void unknown_keywords_and_formats_are_annotations() {
        assertThat(check("{\"x-owner\":\"billing\",\"format\":\"email\"}", "\"nobody\""))
                .isEmpty();
    }

    private static Optional<SchemaViolation> check(String schema, String payload) {
        return PayloadSchema.compile(schema).check(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refusal(String schema) {
        Problem[] problem = new Problem[1];
        assertThatThrownBy(() -> PayloadSchema.compile(schema))
                .as(schema)
                .asInstanceOf(type(ProblemException.class))
                .satisfies(refused -> problem[0] = refused.problem());
        assertThat(problem[0].code()).isEqualTo(ProblemCode.INVALID_FIELD);
        return problem[0];
    }
}
