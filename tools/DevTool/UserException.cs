namespace DevTool;

/// <summary>Something that whoever runs the command can act on: shown without a stack trace.</summary>
internal sealed class UserException(string message) : Exception(message);
