namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one experiment. Whether the models exist is checked when the providers are known.</summary>
internal static class ExperimentOptionsReader
{
    private const string UsualControl = "control";
    private const int LongestName = 64;
    private const int MostVariants = 20;
    private const long MostWeight = 1_000_000;
    private static readonly string[] Known = ["Model", "Variants", "Control", "Apps", "Start", "End", "Enabled"];
    private static readonly string[] KnownOfVariant = ["Target", "Weight"];

    /// <summary>Null when nothing of it has a value.</summary>
    public static ExperimentOptions? Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        if (settings.IsEmpty)
        {
            return null;
        }

        CheckName(settings);
        VariantOptions[] variants = [.. settings.Sections("Variants").Select(ReadVariant).OfType<VariantOptions>().OrderBy(static variant => variant.Name, StringComparer.Ordinal)];
        CheckVariants(settings, variants);
        ExperimentOptions experiment = new()
        {
            Name = settings.Name,
            Model = Needed(settings, "Model"),
            Variants = variants,
            Control = ReadControl(settings, variants),
            Apps = settings.List("Apps"),
            Start = settings.Date("Start"),
            End = settings.Date("End"),
            Enabled = settings.Switch("Enabled") ?? true,
        };
        if (experiment.Start >= experiment.End)
        {
            settings.Fail("End", "must be after Start");
        }

        return experiment;
    }

    private static VariantOptions? ReadVariant(SettingReader settings)
    {
        settings.AllowOnly(KnownOfVariant);
        if (settings.IsEmpty)
        {
            return null;
        }

        CheckName(settings);
        return new VariantOptions { Name = settings.Name, Target = Needed(settings, "Target"), Weight = settings.Number("Weight", 0, MostWeight) ?? 1 };
    }

    private static void CheckVariants(SettingReader settings, VariantOptions[] variants)
    {
        if (variants.Length is < 2 or > MostVariants)
        {
            settings.Fail("Variants", $"must be 2 to {MostVariants}");
        }
        else if (variants.All(static variant => variant.Weight == 0))
        {
            settings.Fail("Variants", "have no weight: one of them at least must be above 0");
        }
    }

    private static string ReadControl(SettingReader settings, VariantOptions[] variants)
    {
        string? wanted = settings.Text("Control");
        string? found = variants.FirstOrDefault(variant => variant.Name.Equals(wanted ?? UsualControl, StringComparison.OrdinalIgnoreCase))?.Name;
        if (wanted is not null && found is null)
        {
            settings.Fail("Control", $"is '{wanted}', which is none of the variants");
        }

        return found ?? variants.FirstOrDefault()?.Name ?? UsualControl;
    }

    // Parts of tables' keys and of a header.
    private static void CheckName(SettingReader settings)
    {
        if (settings.Name.Length > LongestName || !settings.Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            settings.Fail("", $"must be named with at most {LongestName} letters, digits, - and _");
        }
    }

    private static string Needed(SettingReader settings, string name)
    {
        if (settings.Text(name) is { } text)
        {
            return text;
        }

        settings.Fail(name, "is needed");
        return "";
    }
}
