namespace LlmFunctions.Management;

/// <summary>What is to become of an object.</summary>
public enum ConfigurationAction
{
    /// <summary>It is made; there must be none of its name.</summary>
    Create,

    /// <summary>It gets exactly these fields; it is made where there is none.</summary>
    Replace,

    /// <summary>Some of its fields change, by JSON Merge Patch.</summary>
    Patch,

    /// <summary>It goes; where the settings have one of its name, that one counts again.</summary>
    Delete,
}
