package dev.tidings.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "arena, arena:latest",
        "arena:1.4, arena:1.4",
        "games/arena:1, games/arena:1",
        "localhost:5000/arena, localhost:5000/arena:latest",
        "[::1]:5000/arena:1, [::1]:5000/arena:1",
        "registry.example.com/a/b-c__d:V1_x, registry.example.com/a/b-c__d:V1_x"
    })
    void a_reference_has_a_tag_or_a_digest(String text, String whole) {
        assertThat(ImageRef.parse(text).text()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Arena",
                "arena:",
                ":1",
                "arena:1:2",
                "a//b",
                "-a",
                "a b",
                "arena@sha256:12",
                "a;rm -rf /"
            })
    void an_invalid_reference_is_refused(String text) {
        DriverFailure failed = catchThrowableOfType(DriverFailure.class, () -> ImageRef.parse(text));
        assertThat(failed.code()).isEqualTo(JobCode.INVALID_IMAGE_REF);
        assertThat(failed).hasMessageContaining("'" + text + "'");
    }

    @Test
    void a_digest_is_sufficient_and_a_long_text_is_truncated() {
        String digest = "arena@sha256:" + "0a".repeat(32);
        assertThat(ImageRef.parse(digest).text()).isEqualTo(digest);
        DriverFailure failed = catchThrowableOfType(DriverFailure.class, () -> ImageRef.parse("A".repeat(100_000)));
        assertThat(failed.getMessage()).hasSizeLessThan(400);
    }

    @Test
    void a_plain_game_id_is_used_as_the_name() {
        assertThat(new GameKey("default", "g-1.x_y").name()).isEqualTo("default-g-1.x_y");
    }

    @Test
    void games_with_similar_names_have_different_ones() {
        List<GameKey> games = List.of(
                new GameKey("a", "b-c"),
                new GameKey("a-b", "c"),
                new GameKey("a", "B-C"),
                new GameKey("a", "b/c"),
                new GameKey("a", "b c"),
                new GameKey("a", ".."),
                new GameKey("a", ""),
                new GameKey("a", "é".repeat(500)),
                new GameKey("a", "é".repeat(501)),
                new GameKey("ab", ""));
        assertThat(games).extracting(GameKey::name).doesNotHaveDuplicates();
        assertThat(games).allSatisfy(game -> assertThat(game.name()).matches("[a-z0-9_.-]{1,128}"));
    }

    @Test
    void an_endpoint_is_a_url() {
        assertThat(new ReadinessCheck.Tcp().endpoint("127.0.0.1", 80)).isEqualTo("tcp://127.0.0.1:80");
        assertThat(new ReadinessCheck.Http("/x").endpoint("::1", 80)).isEqualTo("http://[::1]:80");
    }
}
