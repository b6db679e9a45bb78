namespace LlmFunctions.Configuration;

/// <summary>Reads which deployment serves a model.</summary>
internal static class DeploymentsReader
{
    private const string Setting = "Deployments";

    /// <summary>By the model's name, or numbered as <c>model=deployment</c> where a setting's name cannot hold every model's.</summary>
    public static Dictionary<string, string> Read(SettingReader settings)
    {
        Dictionary<string, string> deployments = new(StringComparer.OrdinalIgnoreCase);
        SettingReader section = settings.Section(Setting);
        foreach ((string name, string value) in settings.Map(Setting))
        {
            string[] pair = name.All(char.IsAsciiDigit) ? value.Split('=', 2, StringSplitOptions.TrimEntries) : [name, value.Trim()];
            if (pair is not [{ Length: > 0 } model, { Length: > 0 } deployment])
            {
                section.Fail(name, "must have the form model=deployment");
            }
            else if (!IsPlain(deployment))
            {
                section.Fail(name, "names a deployment, so it must consist of letters, digits, '-', '_' and '.'");
            }
            else
            {
                deployments[model] = deployment;
            }
        }

        return deployments;
    }

    /// <summary>Whether a text can be a part of an address as it is.</summary>
    public static bool IsPlain(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
