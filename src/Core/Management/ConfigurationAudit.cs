using System.Text;
using System.Text.Json;
using LlmFunctions.Auditing;

namespace LlmFunctions.Management;

/// <summary>Tells the audit log of changes of the configuration: one by its fields, many by their fields as far as there is room.</summary>
internal static class ConfigurationAudit
{
    private const string Configuration = "configuration";
    private const int MostBytes = 24 * 1024;

    public static AuditedChange Of(IReadOnlyList<ConfigurationDifference> differences) => differences is [var only]
        ? new AuditedChange($"{Configuration}.{Verb(only)}", Name(only), only.Before?.GetRawText(), After(only))
        : new AuditedChange($"{Configuration}.apply", Configuration, Many(differences, static one => one.Before), Many(differences, static one => one.After));

    private static string Name(ConfigurationDifference difference) => $"{difference.Kind}/{difference.Name}";

    private static string Verb(ConfigurationDifference difference) => difference.Before is null ? "create" : difference.After is null ? "delete" : "update";

    private static string? After(ConfigurationDifference difference) => difference is { SetsKey: true, After: { } after }
        ? JsonFields.With(after, [], "sets_key", "true").GetRawText()
        : difference.After?.GetRawText();

    private static string Many(IReadOnlyList<ConfigurationDifference> differences, Func<ConfigurationDifference, JsonElement?> side)
    {
        string all = JsonFields.Make(writer =>
        {
            writer.WriteStartObject();
            foreach (ConfigurationDifference difference in differences)
            {
                if (side(difference) is { } value)
                {
                    writer.WritePropertyName(Name(difference));
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }).GetRawText();
        return Encoding.UTF8.GetByteCount(all) <= MostBytes ? all : Summary(differences, side);
    }

    private static string Summary(IReadOnlyList<ConfigurationDifference> differences, Func<ConfigurationDifference, JsonElement?> side) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        foreach (IGrouping<ConfigurationKind, ConfigurationDifference> kind in differences.Where(one => side(one) is not null).GroupBy(static one => one.Kind))
        {
            writer.WriteNumber(kind.Key.Name, kind.Count());
        }

        writer.WriteEndObject();
    }).GetRawText();
}
