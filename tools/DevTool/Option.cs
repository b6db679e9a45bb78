namespace DevTool;

/// <param name="Name">As typed, with its dashes.</param>
/// <param name="Value">What its value is called in the help; null for a switch.</param>
/// <param name="Description">One line of help.</param>
internal sealed record Option(string Name, string? Value, string Description);
