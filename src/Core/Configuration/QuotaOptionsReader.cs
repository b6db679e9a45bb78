using LlmFunctions.Quotas;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one limit.</summary>
internal static class QuotaOptionsReader
{
    private const int LongestName = 64;
    private static readonly string[] Known = ["Scope", "Match", "Unit", "Window", "Limit", "Mode"];

    /// <summary>Null when nothing of it has a value.</summary>
    public static QuotaOptions? Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        if (settings.IsEmpty)
        {
            return null;
        }

        // A part of a table's key.
        if (settings.Name.Length > LongestName || !settings.Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            settings.Fail("", $"must be named with at most {LongestName} letters, digits, - and _");
        }

        QuotaUnit unit = settings.Choice<QuotaUnit>("Unit") ?? Missing<QuotaUnit>(settings, "Unit");
        return new QuotaOptions
        {
            Name = settings.Name,
            Scope = settings.Choice<QuotaScope>("Scope") ?? Missing<QuotaScope>(settings, "Scope"),
            Match = settings.Text("Match") ?? "*",
            Unit = unit,
            Window = settings.Choice<QuotaWindow>("Window") ?? Missing<QuotaWindow>(settings, "Window"),
            Limit = ReadLimit(settings, unit),
            Mode = settings.Choice<QuotaMode>("Mode") ?? QuotaMode.Hard,
        };
    }

    private static decimal ReadLimit(SettingReader settings, QuotaUnit unit)
    {
        if (!settings.Has("Limit"))
        {
            return Missing<decimal>(settings, "Limit");
        }

        decimal limit = settings.Amount("Limit") ?? 0;
        if (unit != QuotaUnit.Money && limit != decimal.Truncate(limit))
        {
            settings.Fail("Limit", "must be a whole number");
        }

        return limit;
    }

    private static T Missing<T>(SettingReader settings, string name)
        where T : struct
    {
        if (!settings.Has(name))
        {
            settings.Fail(name, "is needed");
        }

        return default;
    }
}
