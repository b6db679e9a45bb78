namespace LlmFunctions.Guardrails;

/// <summary>What can be kept from providers.</summary>
public enum PersonalData
{
    /// <summary>Keys and tokens of well-known forms.</summary>
    Key,

    /// <summary>E-mail addresses.</summary>
    Email,

    /// <summary>International bank account numbers whose check digits are right.</summary>
    Iban,

    /// <summary>Numbers of payment cards whose check digit is right.</summary>
    Card,

    /// <summary>Telephone numbers.</summary>
    Phone,
}
