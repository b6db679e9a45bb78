namespace LlmFunctions.Alerts;

/// <summary>What is told of an alert.</summary>
public enum AlertNews
{
    None,

    Opened,

    Closed,
}
