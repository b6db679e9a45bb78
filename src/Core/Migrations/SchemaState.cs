namespace LlmFunctions.Migrations;

/// <summary>Which version what is stored has, and who is bringing it to the next.</summary>
/// <param name="Version">The version; 0 where none was ever noted.</param>
/// <param name="Owner">Who migrates it; null for nobody.</param>
/// <param name="Until">Until when nobody else may.</param>
/// <param name="Tag">What the store knows this state by; null where there is none yet.</param>
public sealed record SchemaState(int Version, string? Owner = null, DateTimeOffset? Until = null, string? Tag = null);
