package dev.tidings.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedImagesTest {
    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);
    private static final String OTHER_DIGEST = "@sha256:" + "fedcba9876543210".repeat(4);

    private static boolean allowed(String pattern, String image) {
        try {
            AllowedImages.of(List.of(pattern), false).require(ImageRef.parse(image.replace("@D", DIGEST)));
            return true;
        } catch (DriverFailure refused) {
            assertThat(refused.code()).isEqualTo(JobCode.IMAGE_NOT_ALLOWED);
            assertThat(refused).hasMessageContaining("runtimes.docker.images");
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example.com/games/*, registry.example.com/games/arena:1, true",
        "registry.example.com/games/*, registry.example.com/games/deep/arena, true",
        "registry.example.com/games/*, REGISTRY.example.com/games/arena:1, true",
        "registry.example.com/games/*, registry.example.com/games/arena@D, true",
        "registry.example.com/games/*, registry.example.com/games-evil/arena:1, false",
        "registry.example.com/games/*, registry.example.com/games, false",
        "registry.example.com/games/*, registry.example.com/arena:1, false",
        "registry.example.com/games/*, registry.example.com:5000/games/arena:1, false",
        "registry.example.com/games/*, registry.example.com.evil.test/games/arena:1, false",
        "registry.example.com/games/*, evil.test/registry.example.com/games/arena:1, false",
        "registry.example.com/games/*, arena:1, false",
        "games/*, games/arena:1, true",
        "games/*, docker.io/games/arena:1, true",
        "games/*, index.docker.io/games/arena:1, true",
        "games/*, evil.test/games/arena:1, false",
        "localhost/games/*, localhost/games/arena:1, true",
        "localhost/games/*, games/arena:1, false",
        "arena, arena, true",
        "arena, arena:2, true",
        "arena, docker.io/library/arena:2, true",
        "arena, library/arena@D, true",
        "arena, arena-evil, false",
        "arena, evil.test/arena, false",
        "arena, evil/arena, false",
        "arena:1, arena:1, true",
        "arena:1, docker.io/library/arena:1, true",
        "arena:1, arena:2, false",
        "arena:1, arena:10, false",
        "arena:1, arena, false",
        "127.0.0.1:5000/arena, 127.0.0.1:5000/arena:7, true",
        "127.0.0.1:5000/arena, 127.0.0.1:5001/arena:7, false"
    })
    void a_pattern_allows_the_images_it_names_and_no_similar_ones(String pattern, String image, boolean allowed) {
        assertThat(allowed(pattern, image)).isEqualTo(allowed);
    }

    @Test
    void a_digest_pins_one_image_under_any_tag() {
        assertThat(allowed("arena" + DIGEST, "arena" + DIGEST)).isTrue();
        assertThat(allowed("arena" + DIGEST, "arena:9" + DIGEST)).isTrue();
        assertThat(allowed("arena" + DIGEST, "arena" + OTHER_DIGEST)).isFalse();
        assertThat(allowed("arena" + DIGEST, "arena:9")).isFalse();
        assertThat(allowed("arena" + DIGEST, "other" + DIGEST)).isFalse();
    }

    @Test
    void a_digest_may_be_required_for_all_images() {
        AllowedImages pinned = AllowedImages.any(true);

        pinned.require(ImageRef.parse("anything" + DIGEST));
        assertThatThrownBy(() -> pinned.require(ImageRef.parse("anything:1")))
                .isInstanceOf(DriverFailure.class)
                .hasMessageContaining("@sha256:")
                .hasMessageContaining("runtimes.docker.require_digest");
    }

    @Test
    void an_empty_list_allows_nothing() {
        assertThatThrownBy(() -> AllowedImages.of(List.of(), false).require(ImageRef.parse("arena")))
                .isInstanceOf(DriverFailure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "/*",
                "a/*/b",
                "a*",
                "Games/*",
                "registry.example.com/../*",
                "a b",
                "",
                "a/**",
                "https://a/*"
            })
    void an_invalid_pattern_is_refused_with_its_value(String pattern) {
        assertThatThrownBy(() -> AllowedImages.of(List.of(pattern), false))
                .isInstanceOf(DriverFailure.class)
                .hasMessageContaining("'" + pattern + "'");
    }
}
