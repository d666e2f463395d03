"""What a centre in an English-speaking country is made of. All made up; nobody is meant."""

from __future__ import annotations

from random import Random

CODE, SITE_CODE, SECOND_CODE = "GB", "riverside", "hillside"
SITE_NAME, SECOND_NAME, GROUP = "Yinuo Riverside", "Yinuo Hillside", "Yinuo Motor Services"
SITE = {
    "timezone": "Europe/London", "currency": "GBP", "language": "en", "tax_rate": 2000, "labour_rate": 8400, "prices_include_tax": True,
    "phone": "020 7946 0199", "address": "12 Wharf Lane, London",
}  # fmt: skip
SECOND_SITE = {"phone": "020 7946 0288", "address": "3 Station Approach, London"}
FAMILY = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Patel",
    "Wright",
    "Walker",
    "White",
    "Edwards",
    "Green",
    "Hall",
    "Thomas",
    "Clarke",
    "Jackson",
    "Wood",
    "Harris",
    "Lewis",
    "Martin",
    "Cooper",
    "Khan",
    "Hughes",
    "Shaw",
    "Allen",
    "Bennett",
    "Murphy",
    "Singh",
    "Evans",
    "Reid",
    "Price",
    "Kaur",
    "Foster",
]
GIVEN_MALE = [
    "James",
    "Oliver",
    "Thomas",
    "Daniel",
    "Harry",
    "George",
    "Samuel",
    "David",
    "Adam",
    "Mohammed",
    "Peter",
    "Ian",
    "Callum",
    "Ryan",
    "Liam",
    "Owen",
    "Simon",
    "Paul",
    "Mark",
    "Ravi",
]
GIVEN_FEMALE = [
    "Emma",
    "Olivia",
    "Sophie",
    "Amelia",
    "Grace",
    "Hannah",
    "Chloe",
    "Lucy",
    "Helen",
    "Sarah",
    "Priya",
    "Aisha",
    "Laura",
    "Jane",
    "Rachel",
    "Megan",
    "Alice",
    "Zoe",
    "Karen",
    "Ruth",
]
FLEETS = [
    "Dockside Couriers Ltd",
    "Marlow Car Hire",
    "Penrose Catering",
    "Thames Medical Supplies",
    "Alder Building Services",
    "Kestrel Taxis",
]
STAFF = {
    "advisor": ["Alice Marsh", "Ben Foster", "Chloe Reid", "Dev Patel", "Erin Walsh", "Finn Cole"],
    "technician": ["Gary Stone", "Harry Flint", "Ivan Petrov", "Jack Rowe", "Kofi Mensah", "Lee Barnes", "Mick Doyle", "Neil Grant", "Omar Aziz",
                   "Pete Lowe", "Quinn Ash", "Ross Kerr", "Sam Tate", "Tom Hale", "Umar Riaz", "Vic Dunn"],
    "coordinator": ["Wendy Moss"], "dispatcher": ["Alan Birch"], "inspector": ["Brian Holt", "Carl Nash"], "parts_clerk": ["Dawn Pike", "Eddie Lake"],
    "cashier": ["Fay Brook", "Gina West"], "host": ["Holly Dean"], "follow_up_agent": ["Iris Ford"], "service_manager": ["Jonathan Wells"],
    "group_manager": ["Kate Winter"], "administrator": ["Leo Hart"],
}  # fmt: skip
SECOND_STAFF = {
    "advisor": ["Mia Frost"],
    "technician": ["Nick Crane", "Owen Shaw", "Phil Gale"],
    "inspector": ["Rob Heath"],
    "cashier": ["Sue Lane"],
}
CARS = [
    ("Ford", "Fiesta", "1.0", "petrol", 9), ("Ford", "Focus", "1.5", "petrol", 8), ("Vauxhall", "Corsa", "1.2", "petrol", 8), ("Volkswagen", "Golf", "1.5", "petrol", 8),
    ("Nissan", "Qashqai", "1.3", "petrol", 7), ("Toyota", "Yaris Hybrid", "1.5", "hybrid", 7), ("Kia", "Sportage", "1.6", "diesel", 6), ("Hyundai", "Tucson", "1.6", "petrol", 5),
    ("BMW", "3 Series", "2.0", "diesel", 6), ("Audi", "A3", "1.5", "petrol", 6), ("Mercedes-Benz", "A-Class", "1.3", "petrol", 5), ("Škoda", "Octavia", "2.0", "diesel", 5),
    ("MG", "MG4", "electric", "electric", 4), ("Tesla", "Model 3", "electric", "electric", 4), ("Honda", "Jazz", "1.5", "hybrid", 5), ("Land Rover", "Discovery Sport", "2.0", "diesel", 4),
]  # fmt: skip
COLOURS = ["white", "black", "silver", "grey", "red", "blue"]
CHANNEL_OF_CUSTOMER = ["phone", "text", "email", "text"]
METHODS = ["card", "card", "card", "cash", "bank"]
INSURER = "Harbour Insurance"


def person(random: Random) -> str:
    return f"{random.choice(GIVEN_MALE if random.random() < 0.55 else GIVEN_FEMALE)} {random.choice(FAMILY)}"


def plate(random: Random, energy: str) -> str:
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    return f"{random.choice('LGKRBEV')}{random.choice(letters)}{random.choice(['15', '66', '17', '68', '19', '70', '21', '72', '23', '74'])}{''.join(random.choices(letters, k=3))}"


def phone(random: Random) -> str:
    return f"07700 900{random.randrange(1000):03d}"


WORDS = {
    "maintenance": ["In for its service, nothing else.", "The service light came on.", "Yearly service, and please look at the brakes."],
    "brakes": ["It squeals at the front when I brake, worst in the morning.", "The pedal goes further down than it used to."],
    "engine": [
        "It takes two or three goes to start when cold.",
        "It shakes at the lights and is fine once I drive.",
        "No pull, and the warning light came and went.",
    ],
    "electrical": ["Flat after two days standing.", "The left headlight comes and goes."],
    "chassis": ["A clonk from the front right over bumps.", "The wheel shakes a bit around sixty.", "It pulls to the left."],
    "air": ["The air conditioning hardly cools.", "It smells musty when the air is on."],
    "body": ["Scraped the rear bumper, it is on the insurance.", "Somebody ran along the door, needs paint."],
    "tyres": ["The front right keeps losing air.", "I think the tyres are done."],
}
FINDINGS = {
    "brakes": "front pads at 3 mm",
    "tyres": "tyres worn to the marks",
    "battery": "battery weak, 11.6 volts",
    "coolant": "coolant hose seeping",
    "lights": "left headlight out",
    "washer_fluid": "washer fluid low",
    "engine_oil": "oil near the lower mark",
    "suspension": "left rear damper weeping",
    "drive_shafts": "front right boot torn",
    "cabin_filter": "cabin filter clogged",
    "wipers": "wiper blades worn",
    "brake_fluid": "water in the brake fluid",
}
DECLINED = ["next time", "too dear", "has to ask at home", "selling the car", "has own parts"]
RAISED = [
    "The mats were still wet.",
    "It took longer than I was told.",
    "There is still a bit of a squeal.",
    "The invoice has the wrong name.",
]
GRIEVANCES = [
    (
        "Nobody looked at the car after the wash",
        "handover",
        "vehicle_pick_up",
        "method",
        3,
        "Another wash and a free valet",
        "The advisor looks at the car with the customer",
    ),
    (
        "Nobody told the customer of the delay",
        "handover",
        "vehicle_pick_up",
        "communication",
        4,
        "No labour charge at the next service",
        "We ring when we are half an hour late",
    ),
    (
        "Bedding-in of new pads was not explained",
        "checkout",
        "service_quality",
        "people",
        3,
        "A free check and test drive",
        "We explain it at the handover",
    ),
    (
        "The name was not checked before the invoice",
        "checkout",
        "problems_experienced",
        "method",
        2,
        "A new invoice by post",
        "The customer confirms the name first",
    ),
]
SORRY = "I am sorry that this happened to you, and thank you for telling us."
SATISFIED, NOT_SATISFIED = "That is fine, thank you.", "I still do not think it was worth it."
COMPLAINTS = {
    "late": (
        "You said four o'clock. I took the afternoon off, waited until nearly six, and nobody told me what was wrong.",
        "An explanation",
        "Only one wash bay was left and a part was late; nobody rang",
        "No labour charge at the next service, and one person to ring",
        "You were quick about it. I will be back.",
        "A wash queue over forty minutes goes to the service manager, and we ring first",
    ),
    "dear": ("The bill was twenty pounds above the estimate and nobody had asked me.", "The difference back"),
    "again": (
        "The air conditioning was repaired twice and still does not cool. Once more and I go to the manufacturer.",
        "A proper repair",
    ),
    "wash": ("The car was not washed properly and the mats are wet", ""),
    "rude": ("The person at the desk was short with me", "An apology"),
    "web": ("The washer fluid you topped up leaked all over the drive. I rang twice and nobody rang back 😡", "A call back"),
    "waits": "expansion valve on order, here on Thursday",
    "gift": "No labour charge at the next service",
    "asked": "The difference on the labour",
    "written": "When will I have an answer, please?",
}
SHORTAGES = "part short, customer told"
REVISED = "waits for a part, customer agreed"
NO_REPAIR = ["customer decides later", "no fault found", "comes back when the part is here"]
HANDOFF = {
    "price": "price as estimated",
    "ready_time": "ready in time",
    "arrival_slot": "time of arrival",
    "added_work_answer": "answer on added work",
    "call_back": "answer what was raised",
}
SUPPLIERS = ("Thameside Motor Factors", "Southern Tyres", "Maker's central stock")
SHORT_CHANGE = "Change given wrongly; service manager told"
NOTICES = {
    "ready": "Your car is ready.",
    "reconfirm": "Your bay is kept for you today.",
    "shortage": "A part for your booking is missing.",
    "called": "follow-up",
    "added": "We found something more, please decide.",
}
DAMAGE_NOTES = ["old scratch", "small dent", "chip", "kerbed wheel"]
ZONES = {
    "gate": "Gate",
    "car_park": "Car park",
    "reception": "Reception",
    "hall": "Hall",
    "waiting": "Waiting area",
    "lounge": "Lounge",
    "workshop": "Workshop",
    "control": "Control room",
    "wash": "Wash",
    "ready": "Ready cars",
}
BAYS = [
    ("Quick", "quick", 3),
    ("Lift", "lift", 5),
    ("Alignment", "alignment", 1),
    ("Body", "body", 1),
    ("Paint", "paint", 1),
    ("Wash", "wash", 1),
]
BAY_NAME = "{kind} {n}"
TOOLS = [("alignment rig", 1), ("scan tool", 3), ("gearbox oil exchanger", 1), ("refrigerant station", 1)]
SKILLS = {
    "maintenance": "maintenance",
    "engine": "engine",
    "electrical": "electrical",
    "body": "body",
    "paint": "paint",
    "alignment": "alignment",
    "hybrid": "high voltage",
}
PLACE = "{letter}{n}"

AUDIT_EVIDENCE = ("Promised times of twenty orders looked through", "Minutes of the morning meetings", "Talks with three advisors")
TEAMS = ("Reception", "Workshop")
HIGHLIGHTS = (
    (
        ("special_need", "A customer came with a pram: the seat by the window was cleared, the milk warmed", "A letter of thanks"),
        (
            "distinctive",
            "In the rain customers were fetched from the gate with an umbrella, and seen to their cars",
            "Camera at the gate, twelve that day",
        ),
    ),
    (
        (
            "distinctive",
            "Photographs of the parts that were changed lie with the order and are explained at handover",
            "Fifteen orders looked through",
        ),
    ),
)
AUDIT_ACTION = "Marketing asks for free capacity before an offer goes out; Mondays at nine"
# (what is advertised, where, measured by, limit in the unit of the measure)
CLAIMS = (
    ("Washed within 20 minutes of the work", "Poster in the hall", "span:wash", 20 * 60),
    ("The bill within 5 % of the estimate", "Website", "standard:confirmation.estimate_accuracy", 500),
    ("Ready when we said", "Local radio", "promise:ready_time", None),
)
# what others can learn: title, what happened, what was done, what was learnt, process step, tags
CASES = [
    (
        "Waited until closing time and nobody said why",
        "A customer had taken the afternoon off to fetch the car. One wash bay was down and added work waited for a part; the car was two hours late and nobody rang.",
        "The advisor apologised the same day and gave the reason; the next service is free of labour. The customer was satisfied and came back a month later.",
        "Ring before the promise is half an hour late, not when the customer asks. A wash queue beyond forty minutes goes to the service manager.",
        "handover",
        "handover, keeping informed, wash",
    ),
    (
        "Wrong name on the invoice, two trips for the customer",
        "The name on the invoice was that of the last visit. The customer's firm refused it, so they came again.",
        "A new invoice was sent the same day, with an apology by phone.",
        "Before it is issued, the customer reads name and address on the screen.",
        "checkout",
        "checkout, invoice",
    ),
    (
        "New brake pads that squeaked",
        "For two days after new pads the brakes squeaked at low speed. Nobody had spoken about bedding in.",
        "Checked free of charge, and a drive together.",
        "",
        "checkout",
        "explaining, brakes",
    ),
]
PRAISE = "The advisor went through it line by line and showed me the old parts. I felt in good hands."
