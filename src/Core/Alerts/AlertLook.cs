using LlmFunctions.Configuration;

namespace LlmFunctions.Alerts;

/// <summary>Finds out how the things stand that a rule watches.</summary>
internal delegate Task<IReadOnlyList<AlertSubject>> AlertLook(AlertOptions rule, CancellationToken cancellationToken);
