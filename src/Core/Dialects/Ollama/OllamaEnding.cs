using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Writes what the last line of an answer says besides: why it ended, the counts, and the times in nanoseconds.</summary>
internal readonly record struct OllamaEnding(string? Reason, AnswerTiming Timing = default, ChatUsage? Usage = null)
{
    private const int NanosecondsPerTick = 100;

    public void Write(Utf8JsonWriter writer)
    {
        if (Reason is not null)
        {
            writer.WriteString("done_reason"u8, Reason);
        }

        if (Timing.Total == TimeSpan.Zero && Usage is null)
        {
            return;
        }

        // Nothing is loaded here. Where the first token's time is not known, all of it counts as the answer's.
        TimeSpan prompt = Timing.FirstToken ?? TimeSpan.Zero;
        writer.WriteNumber("total_duration"u8, Nanoseconds(Timing.Total));
        writer.WriteNumber("load_duration"u8, 0);
        if (Usage is not null)
        {
            writer.WriteNumber("prompt_eval_count"u8, Usage.PromptTokens);
        }

        writer.WriteNumber("prompt_eval_duration"u8, Nanoseconds(prompt));
        if (Usage is not null)
        {
            writer.WriteNumber("eval_count"u8, Usage.CompletionTokens);
        }

        writer.WriteNumber("eval_duration"u8, Nanoseconds(Timing.Total - prompt));
    }

    public static long Nanoseconds(TimeSpan time) => time.Ticks * NanosecondsPerTick;
}
