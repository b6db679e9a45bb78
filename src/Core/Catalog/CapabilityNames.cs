namespace LlmFunctions.Catalog;

/// <summary>What capabilities are called in the catalog's data and in answers.</summary>
public static class CapabilityNames
{
    private static readonly (string Name, ModelCapabilities Capability)[] Table =
    [
        ("chat", ModelCapabilities.Chat),
        ("vision", ModelCapabilities.Vision),
        ("tools", ModelCapabilities.Tools),
        ("json_schema", ModelCapabilities.JsonSchema),
        ("reasoning", ModelCapabilities.Reasoning),
        ("embeddings", ModelCapabilities.Embeddings),
    ];

    public static IReadOnlyList<string> Of(ModelCapabilities capabilities) =>
        [.. Table.Where(row => capabilities.HasFlag(row.Capability)).Select(static row => row.Name)];

    /// <summary>The capability of a name, or null when there is none.</summary>
    public static ModelCapabilities? Parse(string name) =>
        Table.FirstOrDefault(row => row.Name == name) is (not null, var capability) ? capability : null;
}
