using LlmFunctions.Guardrails;

namespace LlmFunctions.Configuration;

/// <summary>Reads <see cref="GuardOptions"/>.</summary>
internal static class GuardOptionsReader
{
    private static readonly string[] Known = ["Deny", "Allow", "DenyAnswers", "Redact", "Restore", "MaxPromptCharacters", "MaxAnswerCharacters"];

    public static GuardOptions Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        GuardOptions options = new()
        {
            Deny = Patterns(settings, "Deny"),
            Allow = Patterns(settings, "Allow"),
            DenyAnswers = Patterns(settings, "DenyAnswers"),
            Redact = [.. Kinds(settings).Distinct()],
            Restore = settings.Switch("Restore") ?? false,
            MaxPromptCharacters = (int?)settings.Number("MaxPromptCharacters", 1, int.MaxValue),
            MaxAnswerCharacters = (int?)settings.Number("MaxAnswerCharacters", 1, int.MaxValue),
        };
        if (options is { Restore: true, Redact.Count: 0 } && settings.Errors.Count == 0)
        {
            settings.Fail("Restore", "needs Redact: nothing is replaced that could be put back");
        }

        return options;
    }

    private static IReadOnlyList<string> Patterns(SettingReader settings, string name)
    {
        IReadOnlyList<string> patterns = settings.List(name);
        for (int i = 0; i < patterns.Count; i++)
        {
            if (GuardPattern.Explain(patterns[i]) is { } problem)
            {
                settings.Fail($"{name}__{i}", problem);
            }
        }

        return patterns;
    }

    private static IEnumerable<PersonalData> Kinds(SettingReader settings)
    {
        foreach (string name in (settings.Text("Redact") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (char.IsAsciiLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out PersonalData kind) && Enum.IsDefined(kind))
            {
                yield return kind;
            }
            else
            {
                settings.Fail("Redact", $"must be some of {string.Join(", ", Enum.GetNames<PersonalData>()).ToLowerInvariant()}, with commas between them");
            }
        }
    }
}
