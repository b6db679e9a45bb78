using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// Writes <c>thinkingConfig</c>. Levels (from generation 3) and budgets (2.5) follow the table of Google's own OpenAI
/// endpoint (https://ai.google.dev/gemini-api/docs/openai): minimal and low are 1,024 tokens, medium 8,192, high 24,576.
/// What is above <c>high</c> is <c>high</c>; where thinking cannot be switched off, <c>none</c> is the least there is.
/// </summary>
internal static class GeminiThinking
{
    public const string FieldName = "thinkingConfig";

    private const int Low = 1024;
    private const int Medium = 8192;
    private const int High = 24576;
    private const int HighestOfPro = 32768;
    private const int LeastOfPro = 128;

    // Lets the model decide.
    private const int Dynamic = -1;

    public static void Add(Dictionary<string, Action<Utf8JsonWriter>> fields, GeminiScope scope, bool isSetByClient)
    {
        ChatRequest request = scope.Request;
        string? effort = request.ReasoningEffort;
        if (effort is not (null or "none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
        {
            throw GeminiScope.Invalid($"'{effort}' is not a reasoning effort.", "reasoning_effort");
        }

        if (isSetByClient)
        {
            DropAll(scope);
            return;
        }

        if (effort is null && request.Thinking?.Type is null)
        {
            return;
        }

        if (!scope.Model.ThinksByBudget && !scope.Model.ThinksByLevel)
        {
            DropAll(scope);
            return;
        }

        // The explicit switch says more than the effort beside it.
        int? budget = request.Thinking switch
        {
            { Type: "disabled" } => 0,
            { Type: "enabled", BudgetTokens: { } tokens } => tokens,
            _ => null,
        };
        bool isOff = budget == 0 || (budget is null && request.Thinking?.Type is null && effort == "none");
        fields[FieldName] = scope.Model.ThinksByLevel
            ? writer => WriteLevel(writer, LevelOf(scope.Model, budget, effort), isOff)
            : writer => WriteBudget(writer, BudgetOf(scope.Model, budget, effort), isOff);
    }

    private static void DropAll(GeminiScope scope)
    {
        if (scope.Request.ReasoningEffort is not null)
        {
            scope.Drop("reasoning_effort");
        }

        if (scope.Request.Thinking is not null)
        {
            scope.Drop("thinking");
        }
    }

    private static string? LevelOf(GeminiModel model, int? budget, string? effort) => (budget, effort) switch
    {
        (0, _) or (null, "none" or "minimal") => model.HasMinimalLevel ? "minimal" : "low",
        ( <= Low, _) or (null, "low") => "low",
        ( <= Medium, _) or (null, "medium") => "medium",
        (null, null) => null,
        _ => "high",
    };

    private static int BudgetOf(GeminiModel model, int? budget, string? effort)
    {
        int wanted = budget ?? effort switch
        {
            null => Dynamic,
            "none" => 0,
            "minimal" or "low" => Low,
            "medium" => Medium,
            _ => High,
        };
        return model.IsPro && wanted != Dynamic ? Math.Clamp(wanted, LeastOfPro, HighestOfPro) : Math.Min(wanted, High);
    }

    private static void WriteLevel(Utf8JsonWriter writer, string? level, bool isOff)
    {
        writer.WriteStartObject();
        if (level is not null)
        {
            writer.WriteString("thinkingLevel"u8, level);
        }

        WriteIncludeThoughts(writer, isOff);
        writer.WriteEndObject();
    }

    private static void WriteBudget(Utf8JsonWriter writer, int budget, bool isOff)
    {
        writer.WriteStartObject();
        writer.WriteNumber("thinkingBudget"u8, budget);
        WriteIncludeThoughts(writer, isOff);
        writer.WriteEndObject();
    }

    private static void WriteIncludeThoughts(Utf8JsonWriter writer, bool isOff)
    {
        if (!isOff)
        {
            writer.WriteBoolean("includeThoughts"u8, true);
        }
    }
}
