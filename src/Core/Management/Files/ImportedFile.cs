namespace LlmFunctions.Management.Files;

/// <summary>What a file asks for.</summary>
/// <param name="Changes">The objects that it has.</param>
/// <param name="Notes">What it has that is not carried over, and why.</param>
public sealed record ImportedFile(IReadOnlyList<ConfigurationChange> Changes, IReadOnlyList<string> Notes);
