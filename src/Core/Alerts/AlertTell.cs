using LlmFunctions.Configuration;

namespace LlmFunctions.Alerts;

/// <summary>Tells what became of an alert; returns whether there is nothing more to be told.</summary>
internal delegate Task<bool> AlertTell(AlertOptions rule, Alert alert, AlertNews news, CancellationToken cancellationToken);
