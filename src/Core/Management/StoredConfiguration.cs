namespace LlmFunctions.Management;

/// <summary>The documents of a configuration.</summary>
/// <param name="Head">Which it is; null as long as nothing was ever configured.</param>
/// <param name="Documents">What it has.</param>
public sealed record StoredConfiguration(ConfigurationHead? Head, ConfigurationDocuments Documents)
{
    public static StoredConfiguration Empty { get; } = new(null, ConfigurationDocuments.None);

    public long Revision => Head?.Revision ?? 0;
}
