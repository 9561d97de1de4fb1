package io.twinkeep.db.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.connection.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptWordsTest {
    private static final List<String> PROMPTS = List.of(
            "A red fox, 4K; ultra-detailed (masterpiece:1.2)",
            "一只戴红色围巾的猫咪，坐在窗边。胶片质感 35mm",
            "ＦＵＬＬ－ｗｉｄｔｈ ｶﾀｶﾅ テスト",
            "É è ß Straße ПРИВЕТ Ελλάδα",
            "emoji 🦊🦊 fox🦊tail",
            "猫",
            "𠀀𠀁𠀂 rare han",
            "tabs\tand\nlines\u00a0and\u3000spaces",
            "x".repeat(200),
            "“quotes” – dashes… «and» more × ÷ ½",
            "",
            "한국어 프롬프트");

    @Test
    void postgresFindsTheSameWordsAsJava() throws SQLException {
        try (Connection connection = TestDatabases.connect(TestDatabases.fresh("words"), "the_reader")) {
            for (String prompt : PROMPTS) {
                String numbers = Sql.first(
                                connection,
                                "select prompt_words(?)::text as numbers",
                                row -> row.text("numbers"),
                                prompt)
                        .orElseThrow();
                assertThat(numbers).as(prompt).isEqualTo(PromptWords.literal(PromptWords.of(prompt)));
            }
        }
    }

    @Test
    void chineseIsFoundByPairsAndEnglishByWords() {
        assertThat(PromptWords.of("猫咪坐")).hasSize(2).containsAll(PromptWords.of("猫咪"));
        assertThat(PromptWords.of("猫")).isEmpty();
        assertThat(PromptWords.runs("猫 猫咪 猫咪坐 cat")).containsExactly("猫", "猫咪坐");
        assertThat(PromptWords.of("Cat cat CAT")).hasSize(1);
    }
}
